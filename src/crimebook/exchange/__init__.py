"""Exchange: other people's formats in. Rows in, frozen records and refusals out; opens no file."""

"""Reading: the one way to a page's data. ``open_*`` checks the right, records the reading, returns values."""

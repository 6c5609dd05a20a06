"""Floor 0: the field's words as types. Nothing here reads a file, a clock or a random source at run time."""

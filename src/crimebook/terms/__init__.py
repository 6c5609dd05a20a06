"""Floor 0: the field's words as types.

Nothing here reads a clock or a random source at run time, and no file but the codebook's own, which are part
of the package.
"""

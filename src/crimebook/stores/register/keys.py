"""Keys of words: folded and cut, so that one spelling is one key and an index holds no testimony."""

KEY_CHARACTERS = 200
"""Keys are cut here."""

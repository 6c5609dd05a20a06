"""Invented officers of invented units, and mentions of them as different sources spell them, with the truth.

`generator.make_mentions` turns a seed and a size into blocks of rows. The spellings come from published
tables of transliteration and from known errors of hearing and typing; they were written apart from the key
of names and from the comparison of mentions, so that they can judge both. Nobody is meant: names are put
together of common given names and of stems and endings of surnames, towns of two words.
"""

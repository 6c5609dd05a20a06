"""The blob store: sealed files, created once and never replaced. It opens nothing itself.

A blob is an age file to its report's own key, so destroying that key destroys the blob wherever copies of it
are. Only a folder so far; an object store comes behind the same functions.
"""

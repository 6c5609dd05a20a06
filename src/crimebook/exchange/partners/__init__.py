"""Partners' formats: other projects' own files, read as accounts without asking the partner to change them.

One module a format, each of two functions: what its records are, and what one record says. `catalogue` lists
them all. Nothing is fetched, nothing is guessed: what a record does not say stays unknown.
"""

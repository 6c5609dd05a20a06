"""Floor 5, the intake's pages: a quiet room where people report, and come back with twelve words.

It faces the internet and works without scripts. It has no database, no session and no cookie; what a person
types travels with them in a sealed token (`drafts`) until it is sealed to the book and put into the spool.
"""

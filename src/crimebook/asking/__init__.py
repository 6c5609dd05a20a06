"""What a report asks, in which order and with which limits: the questionnaire and its help pages, as data.

Pure: no page, no request, no clock. `questionnaire` holds the form, `flow` walks it, `summary` reads it
back, `fields` reads what a page posts, `pages` are the help texts, `contacts` the operator's list of help.
"""

"""Places: time words and place words to windows, with the reason and the alternatives.

The gazetteer comes in as `Toponym` values; nothing here reads a file or a clock, and nothing guesses
silently: what several places fit is shown as alternatives, what none fits falls back to the settlement and
says so.
"""

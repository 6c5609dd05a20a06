"""The scenario: a whole invented city-night book of any size whose truth is known.

`generator.make_city_night` turns a seed and one planned city-night into rows of files; a scenario is its
city-nights one after the other. It simulates what happened and how people and clocks tell of it. It imports
only `terms`, and was written apart from the readers of words and from the scorer, so that it can judge them.
"""

"""Full-text search in Belarusian, Russian and English: words, keys, questions, plans, marked text.

* `words.split_atoms`: the words and numbers of a text with where they stand.
* `belarusian.stem`: our light stemmer; Russian and English have Snowball's.
* `keys.read_fields`: what is indexed of a text; `keys.keys_of` the keys of one word.
* `questions.parse_question`: what a person typed, as values; `plans.make_plans`: which nets are cast.
* `marking.mark` and `marking.excerpt`: the text in parts, each a hit or not.

Nothing here opens an index; `crimebook.stores.finder` does. Nothing here knows a name.
"""

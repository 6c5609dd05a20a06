"""Linking: from records to pairs, weighed in bits with reasons. It proposes; it merges nothing.

* `models`: what is compared, in which levels, what each weighs: files of this package, versioned, explained.
* `conditions`: what must hold for a level, as SQL for millions of pairs and as a test of two.
* `linking_sql`: the text that `crimebook.stores.lake.linking` runs.
* `many.link_records`: the same by the compiled functions of `kernel`, which is how the lake links.
* `explaining.explain`: the terms of one pair, with their sentences.
* `grouping.bounded_groups`: groups that agree all round.
"""

"""Fields: from what a source says of a person of a force to plain values that can be compared.

Each module reads one field and says how two readings are compared (a `Comparison` of levels; its weights are
those of the model file, or set by hand there). `mentions.columns_of` puts the fields of many mentions
together as a table for `crimebook.stores.lake.linking`; `mentions.row_of` does for one mention what a page
needs for `crimebook.identity.linking.explaining.explain`. What a field does not say is None, and weighs
nothing.

* `naming`: surname, given name, patronymic, from the keys of `crimebook.identity.names`.
* `units`: the unit by its id, and by kind and town where words say no more.
* `ranks`: ranks over time, as people are promoted.
* `numbers`: badges, helmets, plates and telephones, with digits that were misread.
* `births`: dates of birth as precise as they are.
* `callsigns`, `looks`: callsigns and nicknames, and what a description says.
"""

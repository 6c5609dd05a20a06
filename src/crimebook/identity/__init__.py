"""Identity: which records may be one, and what people have said of it. It proposes; it merges nothing.

* `addresses.plain_address`, `addresses.link_key`: one writing for the many addresses of one page.
* `traits.traits_of_incident`, `traits.traits_of_recording`: by what a record may be known again.
* `doubles.propose`: from records that share a trait to a proposal with its weight and its reasons.
* `edges.standing`, `edges.groups_of`, `edges.conflicts_of`: what follows from judgements that all stay.
"""

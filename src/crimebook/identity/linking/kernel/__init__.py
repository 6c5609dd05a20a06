"""The kernel of linking: the same pairs as the SQL finds, by compiled functions over arrays.

`linking.link_records` takes a table of records and a model, and returns weighed pairs. The SQL of
`crimebook.identity.linking.linking_sql` stays the reference, the functions of `conditions` the definition:
tests hold all three to the same levels and weights. Nothing here touches a file but the compiler, which keeps
what it made beside the code, or in the user's cache.
"""

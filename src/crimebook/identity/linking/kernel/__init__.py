"""The kernel of linking: what compiled functions over arrays do of it, quicker than the SQL.

`crimebook.identity.linking.many.link_records` puts the parts together. The SQL of
`crimebook.identity.linking.linking_sql` stays the reference, the functions of `conditions` the definition:
tests hold all three to the same levels and weights. Nothing here touches a file but the compiler, which keeps
what it made beside the code, or in the user's cache.
"""

"""Space and time: which recordings could have taken in an incident, and how strongly each speaks for it.

`sight` says what a recording takes in beyond its own window; `columns` turns windows into Arrow tables;
`pairs_sql` holds the reference SQL for the exact candidate pairs, which `stores.lake` runs; `score` weighs
each candidate in bits, with its reasons. Pure: no files, no clock, no randomness.
"""

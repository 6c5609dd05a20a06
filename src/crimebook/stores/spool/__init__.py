"""The spool: sealed reports waiting for the desk, in a folder that both zones can reach.

`drop` is the intake's side, `collect` the desk's; neither opens anything. `layout` names every file,
`disk` is the only module that touches one. No database, no clock, no lock that outlives a process.
"""

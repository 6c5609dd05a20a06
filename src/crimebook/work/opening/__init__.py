"""Opening: the one use case that may import ``unsealing``. It runs on the desk, never at the intake.

`keymaking` makes keys and their manifest, `keyring` holds them unlocked, `desk` is everything opening needs.
`opening` opens what was collected, `testimony` and `attachments` read it again, `letters` opens and seals the
dialogue, `agefiles` is for plain age files.
"""

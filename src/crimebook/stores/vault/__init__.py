"""The vault: wrapped keys on the desk's disk, each a file that can be destroyed. It opens nothing itself.

`folder` keeps the files, `halves` locks a secret so that two people unlock it, `zonekeys` signs for a zone.
What is in a file is opaque here: epoch identities, the reply key and the keys of reports are age files to the
archive key, and whether they may be opened is not the vault's to say.
"""

"""The book's ledger: published in intervals of one size, audited, proven from, mirrored and witnessed.

Nothing here knows what a leaf is about. What the manifest says of the log comes in as `booklog.LogTerms`, so
that whoever opens reports may ask for proofs.
"""

"""Writes one blob part by part and says so after each, for a test that kills it in between."""

import sys
from pathlib import Path

from crimebook.stores.blobs.opening import open_blobs
from crimebook.terms.ids import Digest

place, name, count, size = sys.argv[1:]
blobs = open_blobs(place if place.startswith("s3:") else Path(place))
with blobs.creating(Digest(name)) as blob:
    for number in range(int(count)):
        blob.write(bytes([number]) * int(size))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        sys.stdin.readline()

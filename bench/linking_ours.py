"""Our side of `bench.linking`."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from crimebook.identity.fields.mentions import WORDS, columns_of
from crimebook.identity.linking.models import load_model
from crimebook.stores.lake.linking import LinkingLake

FLOOR_BITS = -4.0


def link(mentions: pa.Table) -> pa.Table:
    """Return pairs (left, right, bits) over the floor."""
    start = time.perf_counter()
    records = columns_of(mentions.select(WORDS))
    print(f"fields and keys of names {time.perf_counter() - start:.1f} s")
    with TemporaryDirectory() as folder, LinkingLake(spill_dir=Path(folder)) as lake:
        linked = lake.link(records, load_model("persons"), floor_bits=FLOOR_BITS)
    print(f"{linked.compared:,} pairs compared")
    return linked.pairs.select(["left", "right", "bits"])

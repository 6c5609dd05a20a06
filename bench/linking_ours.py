"""Our side of `bench.linking`."""

import pyarrow as pa

from crimebook.identity.fields.mentions import WORDS, columns_of
from crimebook.identity.linking.models import load_model
from crimebook.stores.lake.linking import LinkingLake

FLOOR_BITS = -4.0


def link(mentions: pa.Table) -> pa.Table:
    """Return pairs (left, right, bits) over the floor."""
    records = columns_of(mentions.select(WORDS))
    with LinkingLake() as lake:
        linked = lake.link(records, load_model("persons"), floor_bits=FLOOR_BITS)
    return linked.pairs.select(["left", "right", "bits"])

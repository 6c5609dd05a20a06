"""Our side of `bench.linking`."""

import time

import pyarrow as pa

from crimebook.identity.fields.mentions import WORDS, columns_of
from crimebook.identity.linking.many import link_records
from crimebook.identity.linking.models import load_model

FLOOR_BITS = -4.0


def link(mentions: pa.Table) -> pa.Table:
    """Return pairs (left, right, bits) over the floor."""
    start, start_cpu = time.perf_counter(), time.process_time()
    records = columns_of(mentions.select(WORDS))
    print(f"fields and keys of names {_taken(start, start_cpu)}")
    start, start_cpu = time.perf_counter(), time.process_time()
    linked = link_records(records, load_model("persons"), floor_bits=FLOOR_BITS)
    print(f"{linked.compared:,} pairs compared, {_taken(start, start_cpu)}")
    return linked.pairs.select(["left", "right", "bits"])


def _taken(start: float, start_cpu: float) -> str:
    return f"{time.perf_counter() - start:.1f} s, {time.process_time() - start_cpu:.1f} of processors"

"""Our side of `bench.linking`."""

import resource
import time

import pyarrow as pa

from crimebook.identity.fields.mentions import WORDS, columns_of
from crimebook.identity.fields.processes import in_processes
from crimebook.identity.linking.many import link_records
from crimebook.identity.linking.models import load_model

FLOOR_BITS = -4.0
PROCESSES = 2


def link(mentions: pa.Table) -> pa.Table:
    """Return pairs (left, right, bits) over the floor."""
    start, start_cpu = time.perf_counter(), _processors_s()
    told = [mentions.select(WORDS)]
    del mentions
    records = [columns_of(told.pop(), in_processes(PROCESSES))]
    print(f"fields and keys of names {_taken(start, start_cpu)}")
    start, start_cpu = time.perf_counter(), _processors_s()
    linked = link_records(records.pop(), load_model("persons"), floor_bits=FLOOR_BITS)
    print(f"{linked.compared:,} pairs compared, {_taken(start, start_cpu)}")
    return linked.pairs.select(["left", "right", "bits"])


def _taken(start: float, start_cpu: float) -> str:
    return f"{time.perf_counter() - start:.1f} s, {_processors_s() - start_cpu:.1f} of processors"


def _processors_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)

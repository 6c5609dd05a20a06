"""The ledger: appends, publishing, auditing, size, proofs; beside pymerkle's SQLite store and tlog-scales.

Ours synchronises every append and every file. pymerkle commits by SQLite's default, which synchronises too,
and publishes nothing; tlog-scales writes tiles without synchronising, and keeps no order. Where one of them
is not installed a line says so. ``CRIMEBOOK_BENCH_LEAVES`` sets how many leaves (a million),
``CRIMEBOOK_BENCH_EVENTS`` how many custody events beside them.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from bench.timing import bytes_in, each, fresh, in_batches, once, rate
from crimebook.custody.checkpoints import Checkpoint, Policy, SigningKey, sign_checkpoint
from crimebook.custody.merkle import check_inclusion, leaf_hash
from crimebook.custody.proofs import LogProof, check_proof
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog

LEAVES = int(os.environ.get("CRIMEBOOK_BENCH_LEAVES", "1000000"))
EVENTS = int(os.environ.get("CRIMEBOOK_BENCH_EVENTS", "5000"))
SINGLE = 300
INTERVALS = 10
TEN_MILLION = 10_000_000
ORIGIN = "log.example/bench"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="crimebook-bench-") as name:
        folder = Path(name)
        leaves = [secrets.token_bytes(32) for _ in range(LEAVES)]
        print(f"{LEAVES:,} leaves, {os.cpu_count()} cores")
        ours(folder, leaves)
        theirs(folder, leaves)
        whole_book(folder / "book")


def ours(folder: Path, leaves: Sequence[bytes]) -> None:
    key = SigningKey(ORIGIN, secrets.token_bytes(32))
    with Ledger.at(folder / "order.sqlite3") as ledger:
        rate("append in batches, ours", in_batches(leaves, ledger.append), len(leaves))
        rate("append one at a time, ours", in_batches(fresh(SINGLE), ledger.append, 1), SINGLE)
        root, size = ledger.root(), ledger.size
        each("root of any size, ours", lambda: ledger.root(size - 1), 200)
        each("proof out of the order, ours", lambda: ledger.inclusion_proof(size // 3, size), 200)
        proof, hashed = ledger.inclusion_proof(size // 3, size), leaf_hash(leaves[size // 3])
        each("proof verified, ours", lambda: check_inclusion(size // 3, size, hashed, proof, root))
        note = sign_checkpoint(Checkpoint(ORIGIN, size, root), key)
        whole, policy = LogProof(size // 3, proof, note), Policy(ORIGIN, key.of_log)
        text = str(whole)
        each(
            "proof with its checkpoint and signature, ours",
            lambda: check_proof(LogProof.parse(text), leaves[size // 3], policy),
        )
        public = PublicLog(folder / "log", FolderDisk())
        with public.claimed():
            once("publish all of it, ours", lambda: public.publish(ledger, size, note))
    order, shown = bytes_in(folder, "order*"), bytes_in(folder / "log", "**/*")
    print(f"  order {order / 1e6:,.1f} MB, public files {shown / 1e6:,.1f} MB")
    print(f"  so 10 million leaves take {(order + shown) / size * TEN_MILLION / 1e9:.2f} GB")


def theirs(folder: Path, leaves: Sequence[bytes]) -> None:
    if find_spec("pymerkle"):
        beside_pymerkle(folder, leaves)
    else:
        print("  pymerkle is not here: pip install pymerkle")
    if find_spec("tlog_scales"):
        beside_tlog_scales(folder, leaves)
    else:
        print("  tlog-scales is not here: pip install tlog-scales")


def beside_pymerkle(folder: Path, leaves: Sequence[bytes]) -> None:
    """Run it in a process of its own: it is under the GPL, and is not loaded beside our code."""
    (folder / "leaves").write_bytes(b"".join(leaves))
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "bench.beside_pymerkle", str(folder)], check=True)  # noqa: S603 - ours


def beside_tlog_scales(folder: Path, leaves: Sequence[bytes]) -> None:
    from tlog_scales.backend import LocalBackend  # noqa: PLC0415 - may be absent
    from tlog_scales.reader import TilesReader  # noqa: PLC0415 - may be absent
    from tlog_scales.writer import TilesWriter  # noqa: PLC0415 - may be absent

    writer = TilesWriter.create(folder / "scales", ORIGIN)

    def add(batch: Sequence[bytes]) -> None:
        for one in batch:
            writer.add_leaf(one)
        writer.commit([])

    rate("append in batches into tiles, tlog-scales", in_batches(leaves, add), len(leaves))
    rate("append one at a time, tlog-scales", in_batches(fresh(SINGLE), add, 1), SINGLE)
    reader, size = TilesReader(LocalBackend(folder / "scales")), writer.size
    reader.set_size(size)
    each("proof out of tiles, tlog-scales", lambda: reader.get_inclusion_proof(size // 3, size), 200)
    proof, root = reader.get_inclusion_proof(size // 3, size), reader.calculate_root_hash()
    hashed = reader._get_from_tile(0, size // 3 // 256, size // 3 % 256)  # noqa: SLF001 - has no public name
    each("proof verified, tlog-scales", lambda: proof.check(hashed, root))


def whole_book(path: Path) -> None:
    """Publish and audit as the commands do, with events in a register."""
    from crimebook.zones.cli.books import make_book  # noqa: PLC0415 - it starts Django

    make_book(path, "bench", "Europe/Minsk")
    from crimebook.custody.events import Action, Deed  # noqa: PLC0415 - Django must have been started
    from crimebook.stores.register.events import append_event  # noqa: PLC0415
    from crimebook.stores.register.transactions import noting  # noqa: PLC0415
    from crimebook.work.actors import operator  # noqa: PLC0415
    from crimebook.work.ledger.auditing import audit  # noqa: PLC0415
    from crimebook.work.ledger.booklog import BookLog, LogPlaces, LogTerms  # noqa: PLC0415
    from crimebook.work.ledger.publishing import publish  # noqa: PLC0415

    terms = LogTerms(SigningKey(ORIGIN, secrets.token_bytes(32)), LEAVES // INTERVALS, 3_600)
    places = LogPlaces(path / "ledger.sqlite3", path / "ledger", path / "audited")
    actor, at = operator(), datetime(2026, 1, 2, tzinfo=UTC)

    def tell() -> None:
        with noting():
            for number in range(EVENTS):
                append_event(Deed(f"object:{number % 1_000}", Action.READ, "operator", at))

    rate("events with their leaves, in one transaction", tell, EVENTS)

    def publish_all() -> None:
        for hour in range(INTERVALS):
            publish(actor, BookLog(places, terms, at + timedelta(hours=hour), secrets.token_bytes))

    once(f"publish {INTERVALS} intervals of {terms.leaves:,}", publish_all)
    log = BookLog(places, terms, at + timedelta(hours=INTERVALS), secrets.token_bytes)
    found = once(f"audit {LEAVES:,} leaves, {EVENTS:,} events", lambda: audit(actor, log))
    assert found.faults == ()

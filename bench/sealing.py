"""Sealing and opening, beside pyrage and Debian's ``age`` in the same run; then the intake as it is served.

The others seal to X25519, as neither knows post-quantum recipients: their header is cheaper, their payload is
the same work. pyrage has the whole in memory; ``age`` is measured through pipes, its start included.
``CRIMEBOOK_BENCH_MB=1024`` asks for a longer stream.
"""

import io
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyrage

from crimebook.sealing.agefile import Sealer, seal_bytes
from crimebook.sealing.decoys import mailbox_decoys
from crimebook.sealing.envelope import ReportBody, seal_report, with_receipt
from crimebook.sealing.parts import FileSealer
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.recipients import Recipient
from crimebook.unsealing.agefile import open_bytes, open_stream
from crimebook.unsealing.identities import HybridIdentity, make_identity

STREAM_BYTES = int(os.environ.get("CRIMEBOOK_BENCH_MB", "256")) * 1_000_000
BLOCK = bytes(65_536)
REPORTS = 2_000

Value = TypeVar("Value")


def main() -> None:
    identity = make_identity(os.urandom)
    theirs = pyrage.x25519.Identity.generate()
    blocks = STREAM_BYTES // len(BLOCK)
    print(f"load {os.getloadavg()[0]:.1f} at the start")
    print(f"stream of {blocks * len(BLOCK) / 1e6:,.0f} MB in blocks of 64 KiB")

    before_mb = peak_mb()
    rate("seal, ours", blocks, lambda: seal_stream(identity.recipient, blocks))
    print(f"  memory that sealing added {peak_mb() - before_mb:.1f} MB")
    whole = BLOCK * blocks
    sealed = seal_bytes(whole, [identity.recipient], os.urandom)
    plain = rate("open, ours", blocks, lambda: opened_size(sealed, identity))
    assert plain == blocks * len(BLOCK)
    their_sealed = rate("seal, pyrage", blocks, lambda: pyrage.encrypt(whole, [theirs.to_public()]))
    rate("open, pyrage", blocks, lambda: pyrage.decrypt(their_sealed, [theirs]))
    if shutil.which("age"):
        print(f"  age is {run_age(['--version'], b'').decode().strip()}")
        rate("seal, age", blocks, lambda: run_age(["-r", str(theirs.to_public())], whole))
        rate("open, age", blocks, lambda: run_age_opening(theirs, their_sealed))
    else:
        print("  seal, open, age: not measured, the program age is not on this machine (apt-get install age)")
    rate("parts of 1 MiB with both digests, ours", blocks, lambda: seal_parts(identity.recipient, blocks))
    small(identity, theirs)
    # The intake has settings of its own, and a process has one set of settings.
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "bench.intake"], check=True)


def small(key: HybridIdentity, theirs: pyrage.x25519.Identity) -> None:
    recipient = key.recipient
    keys = receipt_keys(os.urandom(16), "log.example/book")
    plain = ReportBody(
        "first:1", "be", {"when": {"unknown": True}}, "слова " * 100, "0" * 64, "1" * 64, "2020-08-09"
    )
    body = with_receipt(plain, keys)
    padded = bytes(4_096)
    print(f"{REPORTS:,} small reports, one thread")
    each("4 KiB, ours", lambda: seal_bytes(padded, [recipient], os.urandom))
    each("4 KiB, pyrage", lambda: pyrage.encrypt(padded, [theirs.to_public()]))
    each("report with a receipt, ours", lambda: seal_report(body, [recipient], os.urandom))
    each("keys of a receipt", lambda: with_receipt(plain, receipt_keys(os.urandom(16), "log.example/book")))
    sealed = seal_bytes(padded, [key.recipient], os.urandom)
    each("open 4 KiB, ours", lambda: open_bytes(sealed, [key]))
    each("decoys of a mailbox", lambda: mailbox_decoys(b"2" * 32, keys.mailbox_id), times=50)


def seal_stream(recipient: Recipient, blocks: int) -> None:
    sealer = Sealer([recipient], os.urandom)
    for _ in range(blocks):
        # Parts come one at a time, and only to who asks for them.
        for _part in sealer.update(BLOCK):
            pass
    sealer.finish()


def opened_size(sealed: bytes, identity: HybridIdentity) -> int:
    sizes: list[int] = []
    open_stream(io.BytesIO(sealed).read, lambda chunk: sizes.append(len(chunk)), [identity])
    return sum(sizes)


def seal_parts(recipient: Recipient, blocks: int) -> None:
    sealer = FileSealer(recipient, os.urandom)
    for _ in range(blocks):
        # Parts come one at a time, and only to who asks for them.
        for _part in sealer.update(BLOCK):
            pass
    sealer.finish()


def run_age(arguments: list[str], content: bytes) -> bytes:
    done = subprocess.run(["age", *arguments], input=content, capture_output=True, check=True)  # noqa: S603, S607
    return done.stdout


def run_age_opening(theirs: pyrage.x25519.Identity, sealed: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="crimebook-bench-") as folder:
        path = Path(folder) / "identity"
        path.write_text(str(theirs))
        return run_age(["-d", "-i", str(path)], sealed)


def rate(name: str, blocks: int, work: Callable[[], Value]) -> Value:
    """Print the best of three runs: the machine is rarely ours alone."""
    taken_s = math.inf
    for _ in range(3):
        start = time.perf_counter()
        result = work()
        taken_s = min(taken_s, time.perf_counter() - start)
    print(f"  {name:40} {blocks * len(BLOCK) / 1e6 / taken_s:8,.0f} MB/s")
    return result


def each(name: str, work: Callable[[], object], times: int = REPORTS) -> None:
    start = time.perf_counter()
    for _ in range(times):
        work()
    print(f"  {name:40} {times / (time.perf_counter() - start):8,.0f} a second")


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

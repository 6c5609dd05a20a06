"""An onlooker at the log's public files: what they see of a day, and a classifier that learns from days.

What is seen: when files appear, the times that a server tells of them, their names and sizes, and every byte.
The classifier is a ridge logistic regression over some fifty numbers of a day.
"""

import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
from tests.stores.spool.cut_disk import CutDisk
from tests.work.book import NOW
from tests.work.ledger.cast import LOG_KEY

from crimebook.custody.checkpoints import Checkpoint, sign_checkpoint
from crimebook.custody.leaves import event_leaf, fill_interval, heads_leaf, report_leaf
from crimebook.custody.tiles import ENTRIES, split_entries, tile_at
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.ledger.sqlite import Connection, SqliteTables
from crimebook.terms.digests import Digest
from crimebook.work.ledger.publishing import shown_at

INTERVALS, LEAVES = 2, 32
EVENTS_OF_A_REPORT = 3
SECONDS_A_LEAF = 0.01
"""How much longer an interval takes to make for each leaf that waits: more than it does, so that it shows."""

Fill = Callable[[bytes, list[bytes], Random], tuple[bytes, ...]]
Show = Callable[[datetime], datetime]


def as_it_is(heads: bytes, waiting: list[bytes], chance: Random) -> tuple[bytes, ...]:
    return fill_interval(heads, waiting, LEAVES, chance.randbytes)


@dataclass(frozen=True)
class Habits:
    """How a log is filled and shown; tests of the classifier take worse ones."""

    fill: Fill = as_it_is
    show: Show = shown_at


class Day:
    """One day of a log of its own, with so many reports, as the onlooker sees it."""

    def __init__(self, reports: int, chance: Random, habits: Habits) -> None:
        self.numbers: list[float] = []
        # What does not fit is never seen but by how long it takes; so many need not be made.
        made = min(reports, INTERVALS * LEAVES)
        told = reports * (1 + EVENTS_OF_A_REPORT)
        waiting = [leaf for _ in range(made) for leaf in leaves_of_a_report(chance)]
        public = PublicLog(Path("/log"), CutDisk())
        ledger = Ledger(SqliteTables(Path("order"), in_memory))
        since = 0
        for number in range(INTERVALS):
            heads = heads_leaf(chance.randbytes(32), {"a": (digest(chance), 1 + told)})
            leaves = habits.fill(heads, waiting, chance)
            began = NOW + timedelta(hours=number, seconds=chance.random() * 2)
            seen_at = habits.show(began + timedelta(seconds=0.1 + SECONDS_A_LEAF * told))
            size = ledger.append(leaves)[-1] + 1
            placed = set(leaves)
            waiting, told = [each for each in waiting if each not in placed], max(told - LEAVES, 0)
            note = sign_checkpoint(Checkpoint(LOG_KEY.name, size, ledger.root()), LOG_KEY)
            with public.claimed():
                public.publish(ledger, size, note, since=since)
            self._look(public, size, since, seen_at)
            since = size
        ledger.close()

    def _look(self, public: PublicLog, size: int, since: int, seen_at: datetime) -> None:
        bundle, tile = tile_at(ENTRIES, 0, size), tile_at(0, 0, size)
        leaves = list(split_entries(public.fetch(bundle.path), bundle))[since:]
        content = b"".join(leaves)
        files = (content, public.fetch("checkpoint"), public.fetch(tile.path))
        self.numbers += [seen_at.second + seen_at.microsecond / 1e6, float(seen_at.minute), size]
        self.numbers += [len(each) for each in files] + [len(zlib.compress(each, 9)) for each in files]
        self.numbers += numbers_of(np.frombuffer(content, np.uint8).astype(float), len(leaves))


def in_memory(_path: Path) -> Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def leaves_of_a_report(chance: Random) -> list[bytes]:
    events = [event_leaf(digest(chance), chance.randbytes(32)) for _ in range(EVENTS_OF_A_REPORT)]
    return [report_leaf(digest(chance), chance.randbytes(32)), *events]


def digest(chance: Random) -> Digest:
    return Digest(chance.randbytes(32).hex())


def numbers_of(signs: "np.ndarray", leaves: int) -> list[float]:
    """Return statistics of bytes, of each leaf's first ones, and of their order."""
    rows = signs.reshape(leaves, -1)
    counts = np.bincount(signs.astype(int), minlength=256)
    firsts = rows[:, 0] * 256 + rows[:, 1]
    order = np.corrcoef(firsts, np.arange(leaves))[0, 1] if leaves > 2 else 0.0
    return [
        signs.mean(),
        signs.var(),
        np.unpackbits(signs.astype(np.uint8)).mean(),
        float(((counts - counts.mean()) ** 2).sum()),
        np.corrcoef(signs[:-1], signs[1:])[0, 1],
        firsts.min(),
        firsts.max(),
        float(order),
        float(len(np.unique(rows, axis=0))),
        *rows.mean(axis=0)[:8],
        *rows[0, :4],
        *np.bincount(signs.astype(int) >> 4, minlength=16)[:15],
    ]


def days(count: int, habits: Habits, *, reports: int, seed: int) -> tuple["np.ndarray", "np.ndarray"]:
    """Return the numbers of days without reports and of days with so many, and which is which."""
    chance = Random(seed)  # noqa: S311 - repeatable
    is_busy = [number % 2 for number in range(count)]
    seen = [Day(reports * busy, chance, habits).numbers for busy in is_busy]
    return np.array(seen), np.array(is_busy)


def learn(seen: "np.ndarray", is_busy: "np.ndarray") -> Callable[["np.ndarray"], "np.ndarray"]:
    """Return a logistic regression with a ridge, fitted by Newton's method."""
    mean, spread = seen.mean(axis=0), seen.std(axis=0)
    # A number that never varies says nothing; one that does in a new day should not be thrown away.
    spread[spread == 0] = 1

    def design(days_seen: "np.ndarray") -> "np.ndarray":
        return np.c_[np.ones(len(days_seen)), (days_seen - mean) / spread]

    x, weights = design(seen), np.zeros(seen.shape[1] + 1)
    ridge = np.eye(len(weights))
    for _ in range(20):
        chances = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (chances - is_busy) + ridge @ weights
        bend = (x.T * (chances * (1 - chances))) @ x + ridge
        weights = weights - np.linalg.solve(bend, slope)
    return lambda days_seen: design(days_seen) @ weights


def area_under_curve(scores: "np.ndarray", is_busy: "np.ndarray") -> float:
    """Return how often a busy day scores above a quiet one, ties halved."""
    busy, quiet = scores[is_busy == 1][:, None], scores[is_busy == 0][None, :]
    return float(((busy > quiet) + (busy == quiet) / 2).mean())


def auc_of(habits: Habits, *, count: int, reports: int = 1_000) -> float:
    """Return how well a classifier that learned from ``count`` days tells ``count`` others apart."""
    score = learn(*days(count, habits, reports=reports, seed=1))
    seen, is_busy = days(count, habits, reports=reports, seed=2)
    return area_under_curve(score(seen), is_busy)

"""What scores say against what is true, on scenarios whose truth is known; what each term is worth.

`python -m bench calibration` reads the scenarios of seeds 65 to 70 as the program does, weighs every
candidate pair with the scores that ship, and prints observed over predicted by bins and lists, the log-loss
beside that of the base rate, and what is lost with each term left out. Without it the curves are fitted anew,
on the seeds that the shipped ones were fitted on and beside the marks that are left: what is lost is what the
term alone knows. Intervals draw the nights of towns anew. `--fit` prints the curves, and `--without-lag`
takes the lag that is taken where nothing was learnt.

Eighteen scenarios take half an hour of a processor; with CRIMEBOOK_BENCH_FEATURES their pairs are kept in
that folder. CRIMEBOOK_BENCH_PLOT names an SVG file for the plot.
"""

import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bench import recall
from bench.reliability_plot import draw
from crimebook.places.posts import MAX_LAG_S
from crimebook.spacetime.calibration import (
    Bin,
    Curve,
    base_log_loss,
    fit_curve,
    log_loss,
    reliability,
)
from crimebook.spacetime.chances import chances
from crimebook.spacetime.lags import learn_lag
from crimebook.spacetime.odds import COMPANY, COMPANY_WEIGHT, CURVES, ListKind
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import TermName, term_bits
from crimebook.spacetime.shared import MarkKind, shared_terms
from crimebook.spacetime.times import LAG, Lag
from crimebook.terms.windows import WindowKind
from crimebook.work.strata import Company

FITTED, TOLD = (31, 32, 33, 34, 41, 42, 43, 44, 61, 62, 63, 64), (65, 66, 67, 68, 69, 70)
EDGES = tuple(range(-14, -1))
LEAST = 100
"""Bins with fewer true pairs are not judged."""

LISTS = [ListKind(*each) for each in product((True, False), repeat=3)]
SHARED = tuple(f"shared_{kind.value}" for kind in MarkKind)
Pairs = dict[str, NDArray[Any]]
Bits = NDArray[np.float64]


def main() -> None:
    if "--fit" in sys.argv:
        for which, curve in fit(pairs_of(FITTED), ()).items():
            print(which, curve.knots)
        return
    pairs = pairs_of(TOLD)
    bits = apply(pairs, settled(()), CURVES) + shared(pairs, ())
    tell(pairs, bits)
    plot = os.environ.get("CRIMEBOOK_BENCH_PLOT")
    if plot:
        raw = sum_of(pairs, TermName)
        each = {"as told (bits/6)": bits, "sum of the terms alone": raw}
        draw(Path(plot), {name: reliability(said, pairs["true"], EDGES) for name, said in each.items()})
    tell_left_out(pairs)


def tell(pairs: Pairs, bits: Bits) -> None:
    """Print the log-loss and the bins: all pairs, recordings and messages, with a place and without."""
    parts = {"all": bits > -np.inf}
    for name, kind in (("recordings", pairs["isrec"]), ("messages", ~pairs["isrec"])):
        parts |= {
            name: kind,
            f"{name} with a place": kind & pairs["placed"],
            f"{name} without": kind & ~pairs["placed"],
        }
    for name, rows in parts.items():
        true, raw = pairs["true"][rows], sum_of(pairs, TermName)[rows]
        base = base_log_loss(true)
        print(f"{name}: {int(true.sum()):,} true of {len(true):,} pairs; log-loss over the base rate's:")
        ours, alone = log_loss(bits[rows], true) / base, log_loss(raw, true) / base
        print(f"    {ours:.3f}, of the sum alone {alone:.3f}")
        for each in reliability(bits[rows], true, EDGES):
            if each.observed >= LEAST:
                print(f"    {_line(each)}")


def _line(each: Bin) -> str:
    low, high = each.interval
    holds = "" if 0.8 <= each.ratio <= 1.25 else "  outside"
    return (
        f"{each.low_bits:6.0f} to {each.high_bits:4.0f} bits  {each.pairs:9,} pairs  {each.observed:6,} true"
        f"  observed/predicted {each.ratio:5.2f}  ({low:.2f} to {high:.2f}){holds}"
    )


def tell_left_out(pairs: Pairs) -> None:
    """Print what is lost without each term, curves fitted without it, with 95 % of nights drawn anew."""
    fitted = pairs_of(FITTED)
    whole = losses(pairs, fitted, ())
    draws = np.random.default_rng(7).multinomial(
        len(whole.loss), [1 / len(whole.loss)] * len(whole.loss), 1_000
    )
    print("left out: log-loss over the base rate's; recall@10 of recordings, of messages;")
    print("    log-loss of pairs with a view over what it was")
    for name in LEAVE:
        less = losses(pairs, fitted, (name,))
        base = base_log_loss(pairs["true"]) * len(pairs["true"])
        told = [
            _change(draws, less.loss - whole.loss, np.full(len(whole.loss), base / len(whole.loss))),
            _change(draws, less.recordings - whole.recordings, whole.recordings_wanted),
            _change(draws, less.messages - whole.messages, whole.messages_wanted),
            _change(draws, less.seen - whole.seen, whole.seen),
        ]
        print(f"    {name:<16} " + "   ".join(told))


class Losses(NamedTuple):
    """Sums over the nights of towns: log-loss in bits, of pairs with a view, found and to be found."""

    loss: Bits
    seen: Bits
    recordings: Bits
    messages: Bits
    recordings_wanted: Bits
    messages_wanted: Bits


def losses(pairs: Pairs, fitted: Pairs, left: Sequence[str]) -> Losses:
    """Return what scores without some terms lose and find, by nights of towns; to be found are candidates."""
    bits = apply(pairs, settled(left), fit(fitted, left)) + shared(pairs, left)
    groups, night = np.unique(pairs["group"], return_inverse=True)
    each = np.logaddexp(0, np.where(pairs["true"], -bits, bits) * np.log(2)) / np.log(2)
    found = [found_at(pairs, bits, 10, is_recording=kind) for kind in (True, False)]
    wanted = [pairs["true"] & (pairs["isrec"] == kind) for kind in (True, False)]
    return Losses(
        *(np.bincount(night, weights, len(groups)) for weights in (each, each * ~np.isnan(pairs["view"]))),
        *(np.bincount(night[rows], minlength=len(groups)).astype(np.float64) for rows in found),
        *(np.bincount(night, rows, len(groups)) for rows in wanted),
    )


def _change(draws: NDArray[np.int64], lost: Bits, over: Bits) -> str:
    low, high = np.percentile((draws @ lost) / np.maximum(draws @ over, 1e-9), (2.5, 97.5))
    return f"{lost.sum() / over.sum():+.4f} ({low:+.4f} to {high:+.4f})"


LEAVE = ("time", "place", "view", "kind", "background", *SHARED)


def settled(left: Sequence[str]) -> Callable[[Pairs], Bits]:
    """Return what sums the terms of a score with the background, without those left out."""

    def total(pairs: Pairs) -> Bits:
        bits = sum_of(pairs, [each for each in TermName if each.value not in left])
        if "kind" in left:
            bits = bits - pairs["kind_bits"]
        if "background" not in left:
            bits = bits - COMPANY_WEIGHT * np.log2((pairs["nrec"] + 1) / COMPANY)
        return bits

    return total


def sum_of(pairs: Pairs, names: Sequence[TermName] | type[TermName]) -> Bits:
    return np.asarray(np.nansum([pairs[name.value] for name in names], axis=0), np.float64)


def shared(pairs: Pairs, left: Sequence[str]) -> Bits:
    return np.asarray(sum(pairs[name] for name in SHARED if name not in left), np.float64)


def fit(pairs: Pairs, left: Sequence[str]) -> dict[ListKind, Curve]:
    """Return a curve a list, without some terms, beside the shared marks that are not left out."""
    bits, added = settled(left)(pairs), shared(pairs, left)
    return {
        which: fit_curve(bits[rows], pairs["true"][rows], added[rows])
        for which, rows in _by_list(pairs).items()
    }


def apply(pairs: Pairs, total: Callable[[Pairs], Bits], curves: Mapping[ListKind, Curve]) -> Bits:
    bits = total(pairs)
    found = np.empty_like(bits)
    for which, rows in _by_list(pairs).items():
        found[rows] = curves[which].bits(bits[rows])
    return found


def _by_list(pairs: Pairs) -> dict[ListKind, NDArray[np.bool_]]:
    return {
        each: (pairs["isrec"] == each.is_recording)
        & (pairs["placed"] == each.is_placed)
        & (pairs["lasting"] == each.is_lasting)
        for each in LISTS
    }


def found_at(pairs: Pairs, bits: Bits, depth: int, *, is_recording: bool) -> NDArray[np.int64]:
    """Return the true pairs among the first; with a place before those without, as the program lists them."""
    rows = np.flatnonzero(pairs["isrec"] == is_recording)
    incident = pairs["seed"][rows].astype(np.int64) * 10**6 + pairs["inc"][rows]
    order = np.lexsort((pairs["rec"][rows], -bits[rows], ~pairs["placed"][rows], incident))
    rows, incident = rows[order], incident[order]
    starts = np.flatnonzero(np.r_[True, incident[1:] != incident[:-1]])
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.r_[starts, len(rows)]))
    return np.asarray(rows[(place < depth) & pairs["true"][rows]], np.int64)


def pairs_of(seeds: Sequence[int]) -> Pairs:
    """Return the candidate pairs of seeds as columns; the best of a pair's windows stands for it."""
    parts = []
    for seed in seeds:
        folder = os.environ.get("CRIMEBOOK_BENCH_FEATURES")
        kept = Path(folder) / f"pairs-{seed}.npz" if folder else None
        if kept is not None and kept.exists():
            parts.append(dict(np.load(kept)))
            continue
        parts.append(_pairs(seed))
        if kept is not None:
            np.savez(kept, **parts[-1])
    return {name: np.concatenate([each[name] for each in parts]) for name in parts[0]}


def _pairs(seed: int) -> Pairs:
    recall.SEED = seed
    with tempfile.TemporaryDirectory(prefix="crimebook-calibration-") as folder:
        book = recall.read_book(Path(folder))
    candidates = recall.find_candidates(book)
    seen = [(row, window) for row, (_, window) in enumerate(book.seen)]
    recorded, company = Recorded.of(seen, kinds=book.kinds, lag=_lag(book)), Company(seen)
    columns: dict[str, list[Any]] = defaultdict(list)
    for mine, (incident, window) in enumerate(book.told):
        rows = np.array(sorted(candidates.get(mine, ())), np.int64)
        both = recorded.is_placed[rows] & window.is_placed
        for placed, stratum in ((True, company.around(window)), (False, company.at(window))):
            group = rows[both == placed]
            if not group.size:
                continue
            some = recorded.take(group)
            bits = term_bits(chances(window, some), stratum, some.kind_bits)
            records = np.array([book.seen[row][0] for row in group])
            same = {
                "seed": seed,
                "inc": incident,
                "placed": placed,
                "lasting": window.kind is WindowKind.LASTING,
                "group": crc32(f"{seed}:{book.incidents[incident].rpartition('-')[0]}".encode()),
                "nrec": stratum.recordings,
            }
            for name, value in same.items():
                columns[name].append(np.full(len(group), value))
            for term in TermName:
                columns[term.value].append(np.broadcast_to(bits[term], len(group)).astype(np.float32))
            columns["kind_bits"].append(some.kind_bits.astype(np.float32))
            columns["rec"].append(records)
            columns["isrec"].append(np.array([book.is_recording(each) for each in records]))
            columns["true"].append(np.isin(records, sorted(book.truth.get(incident, ()))))
            for name, each in _shared(book, incident, records).items():
                columns[name].append(each.astype(np.float32))
    return _best({name: np.concatenate(each) for name, each in columns.items()})


def _lag(book: recall.Book) -> Lag:
    """Return the lag that the program would learn from such a book."""
    return LAG if "--without-lag" in sys.argv else learn_lag(book.lags_s, MAX_LAG_S).lag


def _shared(book: recall.Book, incident: int, records: NDArray[np.int64]) -> dict[str, Bits]:
    """Return the bits of what both tell, of each kind, recordings and messages each as one list."""
    found = {name: np.zeros(len(records)) for name in SHARED}
    mine = book.marks_told[incident]
    is_recording = np.array([book.is_recording(each) for each in records])
    for kind in (True, False):
        rows = np.flatnonzero(is_recording == kind)
        terms = shared_terms(mine, [book.marks_seen[records[row]] for row in rows]) if mine else ()
        for row, each in zip(rows, terms, strict=False):
            for term in each:
                found[f"shared_{term.name.value}"][row] = term.bits
    return found


def _best(pairs: Pairs) -> Pairs:
    """Keep of each incident and record the best pair of windows: with a place first."""
    order = np.lexsort((-sum_of(pairs, TermName), ~pairs["placed"], pairs["rec"], pairs["inc"]))
    keys = np.stack([pairs["inc"][order], pairs["rec"][order]])
    first = order[np.r_[True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)]]
    return {name: column[first] for name, column in pairs.items()}

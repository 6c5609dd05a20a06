"""Recall on a scenario whose truth is known: our score against the best radius-and-minutes rule.

A scenario of 3,000 incidents is read as the program reads it (`work.importing`), its windows are matched as
the program matches them (`stores.lake`, `spacetime.score`), and each incident's recordings are listed as the
program lists them: those with a place before those without, best first. Nights are halved by turns: the rule
is tuned on the even ones, everything is measured on the odd ones. Messages are listed apart and told last.

The scenario was written before and apart from the scorer; its version is frozen and is not tuned here.
"""

import csv
import io
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crimebook.exchange.cases import parse_cases
from crimebook.exchange.radio import parse_radio
from crimebook.exchange.recordings import parse_recordings
from crimebook.places.posts import MAX_LAG_S
from crimebook.scenario.inventories import RECORDINGS
from crimebook.scenario.radio import RADIO
from crimebook.spacetime.columns import parts_table, recording_parts, times_table
from crimebook.spacetime.lags import learn_lag
from crimebook.spacetime.odds import ListKind, settle
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import top_k
from crimebook.spacetime.shared import Mark
from crimebook.spacetime.sight import CONTEXT_S
from crimebook.stores.lake import Lake
from crimebook.terms.places import EARTH_RADIUS_M, unit_vector
from crimebook.terms.windows import TimeBasis, Window, WindowKind
from crimebook.work.scenario import make_scenario
from crimebook.work.strata import Company

SEED, INCIDENTS = int(os.environ.get("CRIMEBOOK_BENCH_SEED", "11")), 3_000
BAR = 1.6
DEPTHS = (1, 10, 50)
RADII_M = (50, 100, 200, 300, 500, 800, 1_200, 2_000, 4_000, 8_000, 16_000, 32_000)
MINUTES = (
    *(2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 360, 720),
    *(1_440, 2_880, 4_320, 7_200, 10_080, 20_160, 40_320, 80_640),
)
ORDERS = ("distance", "time")

Pairs = set[tuple[int, int]]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Book:
    """The windows of a scenario with the numbers of their records, and its truth by those numbers."""

    incidents: list[str]
    records: list[str]
    told: list[tuple[int, Window]]
    """Incident's number and window."""
    seen: list[tuple[int, Window]]
    """Record's number and window."""
    truth: Mapping[int, set[int]]
    clocks: Mapping[str, Mapping[str, str]]
    happened: Mapping[str, Mapping[str, str]]
    kinds: Mapping[int, str]
    """Kind of recording by the place of a window in ``seen``."""
    marks_told: Sequence[frozenset[Mark]]
    marks_seen: Sequence[frozenset[Mark]]
    """What the words of each incident and of each record tell that another's may tell too."""
    lags_s: Sequence[float]
    """The time from its end to its posting of each recording of which both are told."""

    def is_recording(self, record: int) -> bool:
        """Whether a record is a recording and not a message."""
        return self.records[record].startswith(RECORDINGS)

    def night(self, incident: int) -> int:
        """Return the number of the night of which an incident tells."""
        return int(self.incidents[incident].split("-")[-2])


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="crimebook-recall-") as folder:
        book = read_book(Path(folder))
    pairs = sum(map(len, book.truth.values()))
    print(f"scenario, seed {SEED}: {len(book.incidents):,} incidents, {len(book.records):,} records,")
    print(f"    {pairs:,} true pairs")
    candidates = find_candidates(book)
    check_candidates(book, candidates)
    tell_allowed(book, candidates)
    testing = sorted(each for each in book.truth if book.night(each) % 2)
    training = sorted(each for each in book.truth if not book.night(each) % 2)
    ours = rank_by_score(book, candidates, testing)
    rule = Rule(book)
    chosen = {
        order: max(rule.settings(order), key=lambda s: rule.recall(training, s, 10)) for order in ORDERS
    }
    best = max(ORDERS, key=lambda order: rule.recall(training, chosen[order], 10))
    print(f"the rule that finds most on the even nights lists the nearest in {best} first")
    for is_recording, name in ((True, "recordings"), (False, "messages")):
        wanted = {
            each: {r for r in book.truth[each] if book.is_recording(r) is is_recording} for each in testing
        }
        count = sum(map(len, wanted.values()))
        print(
            f"{name}: {count:,} true pairs on the odd nights       " + "".join(f"   @{k:<4}" for k in DEPTHS)
        )
        score = tell("our score", [recall(ours[is_recording], wanted, depth) for depth in DEPTHS])
        for order, setting in chosen.items():
            lists = {each: rule.ranked(each, setting, is_recording=is_recording) for each in testing}
            found = [recall(lists, wanted, depth) for depth in DEPTHS]
            tell(f"{setting[0]:,} m and {setting[1]:,} min, nearest in {order} first", found)
            if is_recording:
                ratio = score[1] / max(found[1], 1e-9)
                print(f"    recall@10 {ratio:.2f} times the rule's (bar {BAR})")
    tell_losses(book, ours[True])


def tell_losses(book: Book, lists: Mapping[int, Sequence[int]]) -> None:
    """Print our recall@10 of recordings by how well the place of the incident and the recording is known."""
    told, seen = _by_owner(book.told), _by_owner(book.seen)
    parts: dict[str, list[bool]] = defaultdict(list)
    for incident, listed in lists.items():
        for record in filter(book.is_recording, book.truth[incident]):
            is_found = record in listed[:10]
            parts[f"incident: {_precision(book.told, told[incident])}"].append(is_found)
            window = book.seen[seen[record][0]][1]
            parts[f"recording: {_precision(book.seen, seen[record])}, {window.basis}"].append(is_found)
    print("our recall@10 by what is known:")
    for name, found in sorted(parts.items()):
        print(f"    {name:<45}  {sum(found) / len(found):6.3f} of {len(found)}")


def _precision(windows: Sequence[tuple[int, Window]], rows: Sequence[int]) -> str:
    """Return the best precision among a record's windows."""
    places = [windows[row][1].place for row in rows]
    known = [place for place in places if place is not None]
    return min(known, key=lambda place: place.radius_m).precision.value if known else "no place"


def read_book(folder: Path) -> Book:
    """Make the scenario and read its words as the program does, without storing them."""
    from crimebook.zones.cli.books import make_book  # noqa: PLC0415 - it starts Django

    make_book(folder / "book", "recall", "Europe/Minsk")
    from crimebook.work.importing.cases import stage_case  # noqa: PLC0415 - Django must have been started
    from crimebook.work.importing.context import open_context  # noqa: PLC0415
    from crimebook.work.importing.media import stage_radio, stage_recording  # noqa: PLC0415

    make_scenario(
        folder / "scenario", seed=SEED, incidents=INCIDENTS, processes=1, progress=lambda _done, _total: None
    )
    context = open_context("Europe/Minsk", datetime.now(UTC).date())
    files = {path.name: path.read_bytes() for path in (folder / "scenario").iterdir()}
    within = {"today": context.today, "bounds": context.bounds}
    from crimebook.work.marks import Told, marks_of  # noqa: PLC0415 - Django must have been started

    told, seen = [], []
    incidents, records = [], []
    marks_told, marks_seen, lags_s = [], [], []
    kinds = {}
    for name, source in (("reports.csv", "scenario-reports"), ("partner.csv", "scenario-partner")):
        for case in parse_cases(files[name], today=context.today).records:
            told += [(len(incidents), each.window) for each in stage_case(case, context).record.windows]
            incidents.append(f"{source}:{case.external_id}")
            marks_told.append(marks_of(Told(texts=(case.testimony,), units=case.units)))
    units = _unit_names(files)
    staged = [
        (RECORDINGS, row.external_id, stage_recording(row, context))
        for row in parse_recordings(files["recordings.csv"], **within).records
    ]
    staged += [
        (RADIO, row.external_id, stage_radio(row, context))
        for row in parse_radio(files["radio.csv"], **within).records
    ]
    for source, external_id, each in staged:
        if source == RECORDINGS:
            kinds.update(
                dict.fromkeys(range(len(seen), len(seen) + len(each.record.windows)), each.record.kind)
            )
            if each.record.posted_after_s is not None:
                lags_s.append(each.record.posted_after_s)
            marks_seen.append(marks_of(Told(titles=(each.record.title,))))
        else:
            called = tuple(filter(None, (each.record.sender, each.record.receiver)))
            names = tuple(name for callsign in called for name in units.get(callsign, ()))
            marks_seen.append(marks_of(Told((each.record.text,), called, names)))
        seen += [(len(records), record.window) for record in each.record.windows]
        records.append(f"{source}:{external_id}")
    return Book(
        incidents,
        records,
        told,
        seen,
        *_truths(files, incidents, records),
        kinds=kinds,
        marks_told=marks_told,
        marks_seen=marks_seen,
        lags_s=lags_s,
    )


def _unit_names(files: Mapping[str, bytes]) -> Mapping[str, Sequence[str]]:
    """Return the names of the units behind callsigns, as `stores.register.told` has them."""
    rows = _rows(files["institutions.csv"])
    names = {row["id"]: [row["name_en"], row["name_be"], row["name_ru"]] for row in rows}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in _rows(files["deployments.csv"]):
        for callsign in row["callsigns"].split("|"):
            found[callsign].update(dict.fromkeys(names[row["unit"].partition(":")[2]]))
    return {callsign: tuple(each) for callsign, each in found.items()}


def _truths(files: Mapping[str, bytes], incidents: Sequence[str], records: Sequence[str]) -> Any:
    numbers, others = _numbers(incidents), _numbers(records)
    truth: dict[int, set[int]] = defaultdict(set)
    for row in _rows(files["truth.csv"]):
        truth[numbers[row["incident"]]].add(others[row["recording"]])
    clocks = {row["recording"]: row for row in _rows(files["truth_clocks.csv"])}
    return truth, clocks, {row["incident"]: row for row in _rows(files["truth_incidents.csv"])}


def find_candidates(book: Book) -> dict[int, set[int]]:
    """Return for each window of an incident the windows that the lake finds, by their places in the lists."""
    told, seen = ([(row, window) for row, (_, window) in enumerate(each)] for each in (book.told, book.seen))
    found: dict[int, set[int]] = defaultdict(set)
    with Lake(memory_limit="1GB") as lake:
        for table in (
            lake.placed_pairs(parts_table(told), recording_parts(seen, kinds=book.kinds)),
            lake.timed_pairs(times_table(told), times_table(seen, context_s=CONTEXT_S)),
        ):
            for mine, other in zip(
                table["incident"].to_pylist(), table["recording"].to_pylist(), strict=True
            ):
                found[mine].add(other)
    return found


def check_candidates(book: Book, candidates: Mapping[int, set[int]]) -> None:
    """Assert that every true pair whose windows allow each other is a candidate; each is asked alone."""
    told, seen = _by_owner(book.told), _by_owner(book.seen)
    allowed = missed = 0
    for incident, records in book.truth.items():
        for record in records:
            for mine, other in product(told[incident], seen[record]):
                if may_meet(book.told[mine][1], book.seen[other][1], book.kinds.get(other, "")):
                    allowed += 1
                    missed += other not in candidates.get(mine, ())
    print(f"candidates: {sum(map(len, candidates.values())):,}; of {allowed:,} true pairs of windows that")
    print(f"    allow each other, {missed} missed: candidate recall {1 - missed / max(allowed, 1):.3f}")
    assert missed == 0


def may_meet(told: Window, seen: Window, kind: str) -> bool:
    """Whether two windows share an instant and, where both have a place, come within each other's reach."""
    mine, other = times_table([(0, told)]), times_table([(0, seen)], context_s=CONTEXT_S)
    if mine["start_us"][0].as_py() > other["end_us"][0].as_py():
        return False
    if other["start_us"][0].as_py() > mine["end_us"][0].as_py():
        return False
    return not (told.is_placed and seen.is_placed) or _gap_m(told, seen, kind) <= 0


def _gap_m(told: Window, seen: Window, kind: str) -> float:
    """Return by how much the nearest discs of two places miss each other, negative where they touch."""
    mine, other = parts_table([(0, told)]), recording_parts([(0, seen)], kinds={0: kind})
    points = [np.column_stack([np.array(table[axis]) for axis in "xyz"]) for table in (mine, other)]
    chord = np.linalg.norm(points[0][:, None, :] - points[1][None, :, :], axis=2)
    apart = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / (2 * EARTH_RADIUS_M), 1.0))
    reach = np.array(mine["radius_m"])[:, None] + np.array(other["radius_m"])[None, :]
    return float((apart - reach).min())


def tell_allowed(book: Book, candidates: Mapping[int, set[int]]) -> None:
    """Print which share of true pairs the windows allow, and why they do not allow the others."""
    told, seen = _by_owner(book.told), _by_owner(book.seen)
    reasons: Counter[str] = Counter()
    for incident, records in book.truth.items():
        for record in records:
            windows = list(product(told[incident], seen[record]))
            if any(other in candidates.get(mine, ()) for mine, other in windows):
                reasons["allowed"] += 1
            else:
                reasons[_why_not(book, incident, record, windows)] += 1
    total = sum(reasons.values())
    print(f"windows allow {reasons.pop('allowed') / total:.1%} of the true pairs at all; the others:")
    for reason, count in reasons.most_common():
        print(f"    {count / total:6.1%} {reason}")


def _why_not(book: Book, incident: int, record: int, windows: Sequence[tuple[int, int]]) -> str:
    clock, happened = book.clocks[book.records[record]], book.happened[book.incidents[incident]]
    told = [book.told[mine][1] for mine, _ in windows]
    seen = [book.seen[other][1] for _, other in windows]
    instant = datetime.fromisoformat(happened["instant"])
    if not any(window.time.may_contain(instant) for window in told):
        return "the incident's words do not hold its true instant"
    if not any(_holds(window, clock) for window in seen):
        is_posted = all(window.basis is TimeBasis.POSTED for window in seen)
        return (
            "it was posted later than is allowed for" if is_posted else "its clock is wrong beyond its bounds"
        )
    if all(window.is_placed for window in (*told, *seen)):
        point = (float(happened["lat"]), float(happened["lon"]))
        if not any(_is_at(window, point) for window in told):
            return "the incident's words do not hold its true place"
        return "the stated place of the recording, or how far it is taken to see, falls short"
    return "both hold the truth, and yet they do not meet"


def _holds(window: Window, clock: Mapping[str, str]) -> bool:
    return window.time.may_contain(datetime.fromisoformat(clock["true_start"])) or window.time.may_contain(
        datetime.fromisoformat(clock["true_end"])
    )


def _is_at(window: Window, point: tuple[float, float]) -> bool:
    if window.place is None:
        return True
    here = np.array(unit_vector(type(window.place.centre)(*point)))
    return any(
        EARTH_RADIUS_M * np.linalg.norm(here - np.array(unit_vector(disc.centre))) <= disc.radius_m
        for disc in window.place.cover()
    )


def rank_by_score(
    book: Book, candidates: Mapping[int, set[int]], testing: Iterable[int]
) -> dict[bool, dict[int, list[int]]]:
    """Return each incident's recordings, and its messages, as the program lists them."""
    told = _by_owner(book.told)
    windows = [(row, window) for row, (_, window) in enumerate(book.seen)]
    lag = learn_lag(book.lags_s, MAX_LAG_S).lag
    recorded, company = Recorded.of(windows, kinds=book.kinds, lag=lag), Company(windows)
    is_recording = np.array([book.is_recording(record) for record, _ in book.seen])
    lists: dict[bool, dict[int, list[int]]] = {True: {}, False: {}}
    for incident in testing:
        best: dict[bool, dict[int, tuple[bool, float]]] = {True: {}, False: {}}
        for mine in told[incident]:
            window = book.told[mine][1]
            rows = np.array(sorted(candidates.get(mine, ())), np.int64)
            for placed, stratum in ((True, company.around(window)), (False, company.at(window))):
                both = np.array([window.is_placed and book.seen[row][1].is_placed for row in rows], np.bool_)
                for kind in lists:
                    group = rows[(both == placed) & (is_recording[rows] == kind)] if rows.size else rows
                    if group.size:
                        scored = top_k(window, recorded.take(group), stratum, max(DEPTHS))
                        which = ListKind(kind, placed, window.kind is WindowKind.LASTING)
                        _keep_best(book, best[kind], settle(scored, which, stratum))
        for kind, found in best.items():
            lists[kind][incident] = sorted(found, key=lambda r: (not found[r][0], -found[r][1], r))
    return lists


def _keep_best(book: Book, best: dict[int, tuple[bool, float]], scored: Iterable[Any]) -> None:
    for each in scored:
        record = book.seen[each.window_id][0]
        rank = (each.is_placed, each.score_bits)
        best[record] = max(best.get(record, rank), rank)


class Rule:
    """Within R metres and T minutes of the reported middle, nearest first: what a person does by hand.

    A recording's time is its stated span, or its length before its posting; without a place it is not found.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._told = _by_owner(book.told)
        placed = [(record, window) for record, window in book.seen if window.place is not None]
        self._records = np.array([record for record, _ in placed])
        self._points = np.array([unit_vector(window.place.centre) for _, window in placed if window.place])
        self._spans = np.array([_span_s(window) for _, window in placed])
        self._is_recording = np.array([book.is_recording(record) for record in self._records.tolist()])
        self._near: dict[int, tuple[Numbers, Numbers]] = {}

    def settings(self, order: str) -> list[tuple[int, int, str]]:
        """Return every setting of the grid."""
        return [(radius_m, minutes, order) for radius_m, minutes in product(RADII_M, MINUTES)]

    def recall(self, incidents: Iterable[int], setting: tuple[int, int, str], depth: int) -> float:
        """Return the recall of recordings."""
        book = self._book
        wanted = {each: {r for r in book.truth[each] if book.is_recording(r)} for each in incidents}
        lists = {each: self.ranked(each, setting, is_recording=True) for each in wanted}
        return recall(lists, wanted, depth)

    def ranked(self, incident: int, setting: tuple[int, int, str], *, is_recording: bool) -> list[int]:
        """Return the first records of an incident within the setting, nearest first."""
        radius_m, minutes, order = setting
        distance_m, gap_s = self._nearness(incident)
        inside = (distance_m <= radius_m) & (gap_s <= minutes * 60) & (self._is_recording == is_recording)
        rows = np.flatnonzero(inside)
        keys = (distance_m[rows], gap_s[rows]) if order == "time" else (gap_s[rows], distance_m[rows])
        return list(dict.fromkeys(self._records[rows[np.lexsort(keys)]].tolist()))[: max(DEPTHS)]

    def _nearness(self, incident: int) -> tuple[Numbers, Numbers]:
        """Return how far each record is from the incident's middle, in metres and in seconds."""
        if incident not in self._near:
            nearest = np.full((2, len(self._records)), np.inf)
            for row in self._told[incident]:
                window = self._book.told[row][1]
                if window.place is None or not window.is_placed:
                    continue
                chord = np.linalg.norm(self._points - np.array(unit_vector(window.place.centre)), axis=1)
                middle_s = sum(_bounds_s(window)) / 2
                gap_s = np.maximum(self._spans[:, 0] - middle_s, middle_s - self._spans[:, 1])
                away = np.vstack([2 * EARTH_RADIUS_M * np.arcsin(chord / 2), np.maximum(gap_s, 0)])
                nearest = np.where(away[0] < nearest[0], away, nearest)
            self._near[incident] = (nearest[0], nearest[1])
        return self._near[incident]


def recall(lists: Mapping[int, Sequence[int]], wanted: Mapping[int, set[int]], depth: int) -> float:
    """Return the share of true pairs that stand in the first ``depth`` of their incident's list."""
    found = sum(len(records.intersection(lists[incident][:depth])) for incident, records in wanted.items())
    return found / max(1, sum(map(len, wanted.values())))


def tell(name: str, found: list[float]) -> list[float]:
    print(f"    {name:<45}" + "".join(f"  {each:6.3f}" for each in found))
    return found


def _span_s(window: Window) -> tuple[float, float]:
    """Return the span that is stated: of what was posted, its length before its posting."""
    time = window.time
    if window.basis is TimeBasis.POSTED and time.latest_start is not None and time.latest_end is not None:
        return time.latest_start.timestamp(), time.latest_end.timestamp()
    start_s, end_s = _bounds_s(window)
    cut_s = 4 * window.clock_sigma_s
    return start_s + cut_s, end_s - cut_s


def _bounds_s(window: Window) -> tuple[float, float]:
    start, end = window.time.earliest_start, window.time.latest_end
    return (start.timestamp() if start else -np.inf), (end.timestamp() if end else np.inf)


def _by_owner(windows: Iterable[tuple[int, Window]]) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = defaultdict(list)
    for row, (owner, _) in enumerate(windows):
        rows[owner].append(row)
    return rows


def _numbers(refs: Iterable[str]) -> dict[str, int]:
    return {ref: number for number, ref in enumerate(refs)}


def _rows(content: bytes) -> Iterable[dict[str, str]]:
    return csv.DictReader(io.StringIO(content.decode(), newline=""))

"""The lake brought up to date with the register, by what was made and superseded since the last time.

Stopping at any moment loses at most one batch: the lake notes how far it has come with every change. A lake
of another register, of one that was put back to an earlier day, of other columns, or one that is damaged, is
emptied and filled again.

The lake holds windows of recordings and messages alone. What people told is not in it, so that taking a
report out of the register leaves nothing behind here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crimebook.spacetime import sight
from crimebook.spacetime.columns import OPEN_END_US, OPEN_START_US
from crimebook.spacetime.seen_columns import EVER_US, seen_table
from crimebook.stores.lake.manifest import LakeDamagedError
from crimebook.stores.lake.windows import WindowLake
from crimebook.stores.register import seen_feed
from crimebook.stores.register.seen_feed import FeedMark
from crimebook.terms.places import EARTH_RADIUS_M, LINE_STEP_M

Progress = Callable[[int, int], None]

BATCH = 20_000
"""Windows that are read from the register and written to the lake together."""

COLUMNS = "1"
"""The version of what `spacetime.seen_columns` says: when its meaning changes, every lake is made again."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Every live window of an incident that is marked as matched by ``scorer`` is so up to ``change``."""

    scorer: str = ""
    change: int = 0


@contextmanager
def open_lake(folder: Path | None, *, passing: Path | None = None) -> Iterator[WindowLake]:
    """Hold the lake in ``folder`` for this process alone.

    Without one, a lake that ends with the block, in the folder ``passing`` if that is there.
    """
    if folder is None:
        above = passing if passing is not None and passing.is_dir() else None
        with TemporaryDirectory(prefix="lake-", dir=above) as short, open_lake(Path(short)) as lake:
            yield lake
        return
    lake = WindowLake(folder, columns=_columns())
    with lake.claimed():
        yield lake


def bring_up_to_date(lake: WindowLake, progress: Progress) -> str:
    """Make the lake hold the live windows of the register; return what was wrong with it, or nothing."""
    try:
        lake.open()
        if lake.state and not seen_feed.follows(_mark(lake)):
            lake.clear()
        _follow(lake, progress)
    except LakeDamagedError as error:
        empty(lake)
        _follow(lake, progress)
        return str(error)
    return ""


def empty(lake: WindowLake) -> None:
    """Empty a lake whose files are of no use; how far incidents were matched is not lost with them."""
    state = lake.state or lake.last_state
    lake.clear()
    if "matched" in state and seen_feed.follows(FeedMark.from_json(state.get("mark", {}))):
        lake.note({"since": 0, "after": 0, "mark": state["mark"], "matched": state["matched"]})


def matched_of(lake: WindowLake) -> Matched:
    """Return how far incidents were matched, as the lake has noted it."""
    return Matched(**lake.state.get("matched", {}))


def note_matched(lake: WindowLake, matched: Matched) -> None:
    """Note how far incidents were matched."""
    lake.note({**lake.state, "matched": {"scorer": matched.scorer, "change": matched.change}})


def _follow(lake: WindowLake, progress: Progress) -> None:
    """Add what was made after the lake's change, and take out what was superseded since."""
    now, known = seen_feed.feed_mark(), _mark(lake)
    since, after = lake.state.get("since", 0), lake.state.get("after", 0)
    if since == now.change and not after:
        return
    total, done = seen_feed.count_seen(since), 0
    while True:
        batch = seen_feed.seen_after(since, after=after, count=BATCH)
        if len(batch) < BATCH:
            break
        after, done = batch[-1].window_id, done + len(batch)
        state = {**lake.state, "since": since, "after": after, "mark": now.to_json()}
        lake.change(seen_table(batch), (), state)
        progress(done, max(total, done))
    state = {**lake.state, "since": now.change, "after": 0, "mark": now.to_json()}
    gone = seen_feed.ended_ids(since) if since or lake.windows else ()
    if batch or gone:
        lake.change(seen_table(batch), gone, state)
    else:
        lake.note(state)
    if known.erased != now.erased and seen_feed.count_seen() != lake.windows:
        # A window went without being superseded: only what is left tells which.
        empty(lake)
        _follow(lake, progress)


def _mark(lake: WindowLake) -> FeedMark:
    return FeedMark.from_json(lake.state.get("mark", {}))


def _columns() -> str:
    """Say all that the values of the columns follow from, beside the windows themselves."""
    reaches = (*sorted(sight.REACH_BY_KIND_M.items()), sight.DEFAULT_REACH_M)
    times = (sight.CONTEXT_S, sight.STILL_S, OPEN_START_US, OPEN_END_US, *EVER_US)
    return f"{COLUMNS} {reaches} {times} {EARTH_RADIUS_M} {LINE_STEP_M}"

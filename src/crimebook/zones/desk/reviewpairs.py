"""A pair of mentions as the review page draws it: rows side by side, what differs marked, the waterfall."""

from dataclasses import dataclass

from crimebook.terms.script import romanise
from crimebook.work.reading.person_pages import LastView, MentionView, PairView, SideView
from crimebook.zones.desk.drawing.differing import Runs, runs_of
from crimebook.zones.desk.drawing.waterfall import Waterfall, draw_waterfall

FIELDS = (
    "rank",
    "unit",
    "badge",
    "helmet",
    "plate",
    "phone",
    "birth",
    "death",
    "role",
    "description",
)
"""In the order of the page; a row that neither side tells is left out."""

_FREE_TEXT = frozenset({"description", "role"})
"""Words in which two people never agree: that they differ says nothing, and is not marked."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a row; no runs where the source does not tell."""

    runs: Runs
    latin: str
    code: str


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both mentions. ``differs`` where both tell it, and not the same."""

    field: str
    cells: tuple[Cell, Cell]
    differs: bool


@dataclass(frozen=True, slots=True)
class DrawnSide:
    """A mention with its name in runs, in its own script and in Latin letters."""

    view: SideView
    name: Runs
    latin: Runs


@dataclass(frozen=True, slots=True)
class DrawnPair:
    """A pair with everything that the page draws of it."""

    pair: PairView
    sides: tuple[DrawnSide, DrawnSide]
    rows: tuple[Row, ...]
    waterfall: Waterfall | None
    together: int


@dataclass(frozen=True, slots=True)
class DrawnLast:
    """The last decision with its waterfall; None where nothing was weighed."""

    view: LastView
    waterfall: Waterfall | None


def draw_pair(pair: PairView) -> DrawnPair:
    """Return a pair as the page draws it; of a blind one there is no waterfall to draw."""
    left, right = pair.left.mention, pair.right.mention
    drawn = (_draw_row(field, left, right) for field in FIELDS)
    is_one = left.person_id == right.person_id
    return DrawnPair(
        pair,
        _draw_sides(pair),
        tuple(row for row in drawn if any(cell.runs for cell in row.cells)),
        None if pair.bits is None else draw_waterfall(pair.terms, pair.bits),
        pair.left.mentions + (0 if is_one else pair.right.mentions),
    )


def draw_last(last: LastView | None) -> DrawnLast | None:
    """Return the last decision as the page draws it."""
    if last is None:
        return None
    return DrawnLast(last, None if last.bits is None else draw_waterfall(last.terms, last.bits))


def _draw_sides(pair: PairView) -> tuple[DrawnSide, DrawnSide]:
    left, right = pair.left.mention.name, pair.right.mention.name
    own = runs_of(left, right) if _is_cyrillic(left) == _is_cyrillic(right) else (_plain(left), _plain(right))
    # Two scripts are compared by how they are read in one of them, and only there.
    latin = runs_of(romanise(left), romanise(right))
    sides = zip((pair.left, pair.right), own, latin, strict=True)
    one, other = (
        DrawnSide(side, name, read if _is_cyrillic(side.mention.name) else ()) for side, name, read in sides
    )
    return one, other


def _draw_row(field: str, left: MentionView, right: MentionView) -> Row:
    one, other = dict(left.fields).get(field, ""), dict(right.fields).get(field, "")
    differs = bool(one and other) and field not in _FREE_TEXT and _folded(one) != _folded(other)
    if differs and field in {"rank", "unit"}:
        differs = _differ_by_code(field, left, right)
    runs = runs_of(one, other) if differs else (_plain(one), _plain(other))
    codes = (left.rank, right.rank) if field == "rank" else ("", "")
    cells = tuple(
        Cell(run, romanise(text) if _is_cyrillic(text) else "", code)
        for run, text, code in zip(runs, (one, other), codes, strict=True)
    )
    return Row(field, (cells[0], cells[1]), differs)


def _differ_by_code(field: str, left: MentionView, right: MentionView) -> bool:
    """Whether two ranks or units differ by their codes, where both have one."""
    one, other = (left.rank, right.rank) if field == "rank" else (left.unit_ref, right.unit_ref)
    return one != other if one and other else field == "rank" or not (one or other)


def _plain(text: str) -> Runs:
    return runs_of(text, "")[0]


def _folded(text: str) -> str:
    return romanise(" ".join(text.split())).casefold()


def _is_cyrillic(text: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in text)

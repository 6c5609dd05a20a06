"""The tampering matrix: what may be done to what, where, and who must find it, in which words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs/assurance.md"
BEGIN, END = "<!-- tampering: made by the test -->", "<!-- /tampering -->"


class Change(StrEnum):
    """What somebody does to it."""

    FLIP = "flip"
    DROP = "drop"
    REORDER = "reorder"
    INSERT = "insert"
    REPLAY = "replay"
    TRUNCATE = "truncate"
    FORK = "fork"
    BACK_DATE = "back-date"


class Place(StrEnum):
    """Where it is done."""

    AT_REST = "at rest"
    IN_TRANSIT = "in transit"


class End(StrEnum):
    """How it ends."""

    FOUND = "found"
    HARMLESS = "harmless"
    OPEN = "open"


@dataclass(frozen=True)
class Cell:
    """Who finds a change, and words that they must say."""

    by: str
    words: str
    end: End = End.FOUND

    def __str__(self) -> str:
        return self.by if self.end is End.FOUND else f"*{self.end}*: {self.by}"


@dataclass(frozen=True)
class Stage:
    """Where a case is played."""

    folder: Path
    capsys: pytest.CaptureFixture[str]


Play = Callable[[Stage, Change | None], str]
"""Does the change to fresh material, lets it be read, returns what was said; "" where it is taken as good."""


@dataclass(frozen=True)
class Row:
    """One kind of material in one place. ``who`` says what the one who changes it holds."""

    material: str
    place: Place
    who: str
    play: Play
    cells: Mapping[Change, Cell]
    without: Mapping[Change, str] = field(default_factory=dict)
    """Changes that this material does not know, and why."""


def all_by(by: str, words: Mapping[Change, str]) -> dict[Change, Cell]:
    """Cells of one reader."""
    return {change: Cell(by, said) for change, said in words.items()}


def table_of(rows: list[Row]) -> str:
    """The table for the page."""
    head = ["| what, where | by whom | " + " | ".join(Change) + " |", "|---" * (len(Change) + 2) + "|"]
    lines = [
        f"| {row.material} {row.place} | {row.who} | "
        + " | ".join(_text(row, each) for each in Change)
        + " |"
        for row in rows
    ]
    counts = {end: sum(cell.end is end for row in rows for cell in row.cells.values()) for end in End}
    notes = sorted({f"{row.material}: {why}" for row in rows for why in row.without.values()})
    return "\n".join(
        [
            f"{counts[End.FOUND]} found, {counts[End.HARMLESS]} harmless, {counts[End.OPEN]} open.",
            "",
            *head,
            *lines,
            "",
            f"–: {'; '.join(notes)}.",
        ]
    )


def _text(row: Row, change: Change) -> str:
    return "–" if change in row.without else str(row.cells[change])


def shown_table() -> str:
    """The table that the page shows."""
    found = re.search(re.escape(BEGIN) + r"\n(.*?)\n" + re.escape(END), PAGE.read_text("utf-8"), re.DOTALL)
    return found[1] if found else ""


def write_table(table: str) -> None:
    """Put the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")

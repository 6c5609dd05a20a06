"""What persons decided about words of places: solutions and their withdrawals, append-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Max, QuerySet

from crimebook.places.solutions import Solution
from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models import PlaceSolution, Window
from crimebook.stores.register.window_rows import (
    WindowRecord,
    place_columns,
    place_of,
    window_record,
)
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.terms.places import Place
from crimebook.terms.script import fold
from crimebook.terms.windows import SubjectKind

_OWNERS = (
    "citation__source",
    "incident__source",
    "injury__incident__source",
    "leg__incident__source",
    "recording__source",
    "communication__source",
    "deployment__unit",
)


class SolvedMeanwhileError(CrimebookError):
    """Somebody else decided about the same words first."""


@dataclass(frozen=True, slots=True)
class WordsKey:
    """The folded words and the folded town field of a group, as their columns hold them."""

    words: str
    town: str

    @classmethod
    def of(cls, words: str, towns: str) -> "WordsKey":
        """Return the key of words as somebody wrote them."""
        return cls(fold(words)[:KEY_CHARACTERS], fold(towns)[:KEY_CHARACTERS])


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A window that uses the words: the record that it belongs to, the source, and what was read."""

    ref: str
    title: str
    source: str
    subject: SubjectKind
    record: WindowRecord
    is_invented: bool


@dataclass(frozen=True, slots=True)
class SolutionRow:
    """A decision as it stands: who, when, why, and whether it was taken back."""

    solution_id: int
    words: str
    towns: str
    name: str
    place: Place
    why: str
    source_words: str
    actor: str
    at: datetime
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""

    @property
    def is_active(self) -> bool:
        """Whether it counts."""
        return self.withdrawn_at is None


def read_solutions() -> tuple[Solution, ...]:
    """Return the solutions that count, in the order in which they were made."""
    return tuple(
        Solution(row.words, row.town_words, row.name, _place(row), row.reason)
        for row in _active().order_by("id")
    )


def last_decision() -> int:
    """Return the id of the last decision, 0 where there is none: what was read before it may be stale."""
    return PlaceSolution.objects.aggregate(last=Max("id"))["last"] or 0


def add_solution(solution: Solution, *, source_words: str, actor: str, at: datetime, change: int) -> int:
    """Add a solution; raise `SolvedMeanwhileError` where one for the same words counts already."""
    key = WordsKey.of(solution.words, solution.towns)
    if _find_active(solution.words, solution.towns) is not None:
        raise SolvedMeanwhileError("expected words without a solution, got words that have one; take it back")
    row = PlaceSolution.objects.create(
        words_key=key.words,
        town_key=key.town,
        words=solution.words,
        town_words=solution.towns,
        place=place_columns(solution.place),
        name=solution.name,
        reason=solution.why,
        source_words=source_words,
        actor=actor,
        at=at,
        change=change,
    )
    return row.pk


def withdraw_solution(solution_id: int, *, why: str, actor: str, at: datetime, change: int) -> SolutionRow:
    """Take a solution back; raise `SolvedMeanwhileError` where that was done, or where there is none."""
    row = _active().filter(pk=solution_id).first()
    if row is None:
        raise SolvedMeanwhileError("expected a solution that counts, got one that was taken back, or none")
    PlaceSolution.objects.create(
        words_key=row.words_key,
        town_key=row.town_key,
        words=row.words,
        town_words=row.town_words,
        reason=why,
        actor=actor,
        at=at,
        change=change,
        withdraws=row,
    )
    return _solution_row(row)


def find_solution(words: str, towns: str) -> SolutionRow | None:
    """Return the solution of words that counts, if there is one."""
    row = _find_active(words, towns)
    return None if row is None else _solution_row(row)


def list_solutions(*, start: int, count: int) -> tuple[tuple[SolutionRow, ...], int]:
    """Return solutions, newest first, withdrawn ones too, and how many there are."""
    rows = PlaceSolution.objects.filter(withdraws__isnull=True).select_related("withdrawn_by")
    page = rows.order_by("-id")[start : start + count]
    return tuple(_solution_row(row) for row in page), rows.count()


def list_mentions(
    words: str, towns: str, *, start: int, count: int
) -> tuple[tuple[MentionRow, ...], int, int]:
    """Return live windows of these words, newest first, how many there are, and of how many incidents."""
    rows = _said(WordsKey.of(words, towns))
    facts = rows.aggregate(n=CountOf("pk"), incidents=CountOf("incident", distinct=True))
    page = _newest(rows, start, count)
    return tuple(_mention_row(row) for row in page), int(facts["n"]), int(facts["incidents"])


def list_touched(words: str, towns: str, *, count: int) -> tuple[tuple[MentionRow, ...], int]:
    """Return the first live windows that a solution of these words changes, newest first, and how many."""
    rows = _touched(WordsKey.of(words, towns))
    return tuple(_mention_row(row) for row in _newest(rows, 0, count)), rows.count()


def _newest(rows: QuerySet[Window], start: int, count: int) -> Iterable[Window]:
    """Return windows ``start`` to ``start + count``, newest first: found by their ids, and only then read."""
    ids = list(rows.order_by("-id").values_list("pk", flat=True)[start : start + count])
    return Window.objects.filter(pk__in=ids).select_related(*_OWNERS).order_by("-id")


def records_saying(words: str, towns: str, *, within: bool) -> dict[SubjectKind, tuple[int, ...]]:
    """Return the ids of the records that have live windows of these words, by what they are.

    With ``within`` those too that want a place for words of which these are a part: "ring road; police".
    """
    key = WordsKey.of(words, towns)
    rows = _touched(key) if within else _said(key)
    found: dict[SubjectKind, set[int]] = {}
    for kind in SubjectKind:
        ids = rows.filter(**{f"{kind.value}__isnull": False}).values_list(f"{kind.value}_id", flat=True)
        found[kind] = set(ids.distinct())
    return {kind: tuple(sorted(ids)) for kind, ids in found.items()}


def _touched(key: WordsKey) -> QuerySet[Window]:
    """Windows of these words, and those that want a place for words of which these are a part."""
    said = _said(key)
    if not key.words:
        return said
    return said | _waiting().filter(town_key=key.town, words_key__contains=key.words)


def _waiting() -> QuerySet[Window]:
    return Window.objects.filter(superseded_at_change__isnull=True, wants_place=True)


def _said(key: WordsKey) -> QuerySet[Window]:
    return Window.objects.filter(superseded_at_change__isnull=True, words_key=key.words, town_key=key.town)


def _mention_row(row: Window) -> MentionRow:
    owner = row.incident or row.recording or row.communication or _owner_of_part(row)
    return MentionRow(
        ref=f"{owner.source.name}:{owner.external_id}" if owner else "",
        title=getattr(owner, "title", "") if owner else "",
        source=row.citation.source.name,
        subject=window_record(row).subject,
        record=window_record(row),
        is_invented=bool(getattr(owner, "is_invented", False)),
    )


def _owner_of_part(row: Window) -> Any:
    part = row.injury or row.leg
    return part.incident if part else None


def _active() -> QuerySet[PlaceSolution]:
    return PlaceSolution.objects.filter(withdraws__isnull=True, withdrawn_by__isnull=True)


def _find_active(words: str, towns: str) -> PlaceSolution | None:
    """Find by the cut keys, then compare the whole words: long ones may begin alike."""
    key = WordsKey.of(words, towns)
    whole = fold(words), fold(towns)
    rows = _active().filter(words_key=key.words, town_key=key.town).order_by("-id")
    return next((row for row in rows if (fold(row.words), fold(row.town_words)) == whole), None)


def _place(row: PlaceSolution) -> Place:
    place = place_of(row.place) if row.place else None
    if place is None:
        raise InvalidValueError("a solution with a place", f"solution {row.pk} without one")
    return place


def _solution_row(row: PlaceSolution) -> SolutionRow:
    withdrawal = PlaceSolution.objects.filter(withdraws=row).first()
    return SolutionRow(
        solution_id=row.pk,
        words=row.words,
        towns=row.town_words,
        name=row.name,
        place=_place(row),
        why=row.reason,
        source_words=row.source_words,
        actor=row.actor,
        at=row.at,
        withdrawn_by=withdrawal.actor if withdrawal else "",
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawn_why=withdrawal.reason if withdrawal else "",
    )

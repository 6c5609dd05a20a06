"""Vetting questions and their steps, both only added; and what of the register an answer is made of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, QuerySet

from crimebook.identity.fields.mentions import MentionWords
from crimebook.identity.particulars import Told
from crimebook.stores.register.models import (
    PersonMember,
    PersonMention,
    Posting,
    VettingQuestion,
    VettingStep,
)
from crimebook.stores.register.models.vetting import VETTING_ENDS
from crimebook.terms.errors import NotFoundError

_AT_ONCE: Final = 2_000
_TOLD: Final = (
    "pk", "name", "name_kind", "rank", "badge", "helmet", "plate", "phone", "birth", "description",
    "rank_words", "unit_words", "unit_id", "unit__names", "incident__day", "is_invented",
)  # fmt: skip
_WORDS: Final = ("id", *_TOLD[1:10])


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a question, in the order of ``number``."""

    number: int
    kind: str
    words: str
    actor: str
    at: datetime
    finding: Mapping[str, Any] | None
    as_of: int | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its steps, oldest first."""

    token: str
    particulars: Mapping[str, Any]
    asked_for: str
    purpose: str
    asked_by: str
    at: datetime
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention as it is compared."""

    told: Told
    is_invented: bool


def add_question(  # noqa: PLR0913 - the columns of a row
    *,
    token: str,
    particulars: Mapping[str, Any],
    asked_for: str,
    purpose: str,
    digest: str,
    actor: str,
    at: datetime,
    change: int,
) -> None:
    """Add a question."""
    VettingQuestion.objects.create(
        token=token,
        particulars=dict(particulars),
        asked_for=asked_for,
        purpose=purpose,
        digest=digest,
        asked_by=actor,
        at=at,
        change=change,
    )


def add_step(token: str, kind: str, *, actor: str, at: datetime, change: int, **columns: Any) -> None:
    """Add a step to a question; ``columns`` are its words, or its answer with digest and change."""
    question = VettingQuestion.objects.get(token=token)
    VettingStep.objects.create(question=question, kind=kind, actor=actor, at=at, change=change, **columns)


def find_question(token: str) -> QuestionRow:
    """Return a question, or raise `NotFoundError`."""
    row = VettingQuestion.objects.filter(token=token).prefetch_related("steps").first()
    if row is None:
        raise NotFoundError(f"expected a question, got none called {token[:40]}")
    return _row(row)


def list_questions(*, start: int, count: int) -> tuple[int, tuple[QuestionRow, ...]]:
    """Return how many questions there are, and some of them, the newest first."""
    rows = VettingQuestion.objects.order_by("-id").prefetch_related("steps")
    return rows.count(), tuple(map(_row, rows[start : start + count]))


def open_question_of(actor: str) -> str:
    """Return the token of a question of an actor that did not end; empty where there is none."""
    asked = VettingQuestion.objects.filter(asked_by=actor).exclude(steps__kind__in=VETTING_ENDS)
    return asked.values_list("token", flat=True).first() or ""


def count_since(since: datetime, *, asked_by: str = "") -> int:
    """Return how many questions were asked from ``since`` on, by one actor or by all."""
    asked = VettingQuestion.objects.filter(at__gte=since)
    return (asked.filter(asked_by=asked_by) if asked_by else asked).count()


def mentions() -> Iterator[MentionRow]:
    """Yield every mention of a person of a force."""
    yield from _mentions(PersonMention.objects.exclude(side="public").order_by("pk"))


def mentions_of(persons: Iterable[int]) -> dict[int, tuple[MentionRow, ...]]:
    """Return for each person all mentions that stand for them, their lowest first."""
    ids = {each: [each] for each in sorted(set(persons))}
    for mention, person in PersonMember.objects.filter(person_id__within=list(ids)).values_list(
        "mention_id", "person_id"
    ):
        if mention != person:
            ids[person].append(mention)
    wanted = [each for group in ids.values() for each in group]
    rows = {row.told.mention_id: row for row in _mentions(PersonMention.objects.filter(pk__within=wanted))}
    return {
        person: tuple(rows[each] for each in sorted(group) if each in rows) for person, group in ids.items()
    }


def postings_of(mention_ids: Iterable[int]) -> dict[int, int]:
    """Return how many posts that stand now each of these mentions holds."""
    rows = Posting.objects.filter(mention_id__within=list(mention_ids), superseded_at_change__isnull=True)
    return dict(rows.values_list("mention_id").annotate(count=Count("pk")).order_by())


def _mentions(rows: QuerySet[PersonMention]) -> Iterator[MentionRow]:
    for row in rows.values_list(*_TOLD).iterator(chunk_size=_AT_ONCE):
        *said, rank_words, unit_words, unit_id, unit_names, day, is_invented = row
        names = tuple(each for each in (unit_words, *(name for _, name in unit_names or ())) if each)
        words = MentionWords(
            **dict(zip(_WORDS, said, strict=True)),
            unit_words=names[0] if names else "",
            unit=str(unit_id or ""),
            told=str(day or ""),
        )
        yield MentionRow(Told(words, (rank_words,) if rank_words else (), names), is_invented)


def _row(row: VettingQuestion) -> QuestionRow:
    steps = tuple(
        StepRow(each.pk, each.kind, each.words, each.actor, each.at, each.finding, each.as_of)
        for each in sorted(row.steps.all(), key=lambda step: step.pk)
    )
    return QuestionRow(row.token, row.particulars, row.asked_for, row.purpose, row.asked_by, row.at, steps)

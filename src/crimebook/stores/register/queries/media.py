"""Recordings and communications: one, or a page of many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from crimebook.stores.register.models import Communication, Recording, Source, Window
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.rows import MediumRow
from crimebook.stores.register.window_rows import window_record
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind

R = TypeVar("R", Recording, Communication)

COUNTED = 5_000
"""A list is counted to its end up to here; the counts that the book keeps say the rest."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which recordings are asked for: of one source, placed or not, timed in one way; empty asks for all."""

    source: str = ""
    is_placed: bool | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class MediaPage:
    """A page of recordings or communications, and how many there are."""

    rows: tuple[MediumRow, ...]
    total: int


def live_recordings() -> QuerySet[Recording]:
    """Return the recordings that their sources still call so."""
    return Recording.objects.filter(superseded_at_change__isnull=True)


def live_messages() -> QuerySet[Communication]:
    """Return the communications that their sources still call so."""
    return Communication.objects.filter(superseded_at_change__isnull=True)


def find_recording(ref: Ref) -> MediumRow:
    """Return one recording, or raise `NotFoundError`."""
    row = _whole(live_recordings().filter(source__name=ref.source, external_id=ref.external_id)).first()
    if row is None:
        raise NotFoundError(f"expected a recording, got none called {ref}")
    return _recording_row(row)


def load_recordings(ids: Iterable[int]) -> tuple[MediumRow, ...]:
    """Return the recordings of these ids, in their order."""
    rows = _whole(live_recordings().filter(pk__in=list(ids))).order_by("pk")
    return tuple(_recording_row(row) for row in rows)


def find_message(ref: Ref) -> MediumRow:
    """Return one communication, or raise `NotFoundError`."""
    row = _whole(live_messages().filter(source__name=ref.source, external_id=ref.external_id)).first()
    if row is None:
        raise NotFoundError(f"expected a message, got none called {ref}")
    return _message_row(row)


def list_recordings(by: Sieve, *, start: int, count: int) -> MediaPage:
    """Return a page of recordings: of one source, placed or not, timed in one way, where that is asked.

    Sources stand in the order in which they came. What was judged to be told again is not repeated.
    """
    rows = live_recordings().filter(leader__isnull=True)
    if by.source:
        rows = rows.filter(source_id__in=_source_ids(by.source))
    if by.is_placed is not None:
        rows = rows.filter(is_placed=by.is_placed)
    if by.basis:
        rows = rows.filter(basis=by.basis)
    page = _page(rows, ("source_id", "pk"), start, count)
    return MediaPage(tuple(_recording_row(row) for row in page), _count(rows))


def list_messages(source: str, *, start: int, count: int) -> MediaPage:
    """Return a page of communications in the order of time."""
    rows = live_messages()
    if source:
        rows = rows.filter(source_id__in=_source_ids(source))
    page = _page(rows, ("at", "pk"), start, count)
    return MediaPage(tuple(_message_row(row) for row in page), _count(rows))


def _page(rows: QuerySet[R], order: Sequence[str], start: int, count: int) -> list[R]:
    """Return rows ``start`` to ``start + count``: found by their ids in an index, and only then read."""
    ids = list(rows.order_by(*order).values_list("pk", flat=True)[start : start + count])
    whole = {row.pk: row for row in _whole(rows.model._default_manager.filter(pk__in=ids))}  # noqa: SLF001
    return [whole[pk] for pk in ids]


def _source_ids(name: str) -> list[int]:
    # The id itself, asked first: a join with its name would keep the database from using the index.
    return list(Source.objects.filter(name=name).values_list("pk", flat=True))


def _count(rows: QuerySet[Recording] | QuerySet[Communication]) -> int:
    """Count rows up to one more than `COUNTED`."""
    return rows.values("pk")[: COUNTED + 1].count()


def _whole(rows: QuerySet[R]) -> QuerySet[R]:
    live = Window.objects.filter(superseded_at_change__isnull=True).order_by("id")
    return rows.select_related("source", *WITH_SOURCE).prefetch_related(Prefetch("windows", queryset=live))


def _recording_row(row: Recording) -> MediumRow:
    size = f"{row.width_px} × {row.height_px}" if row.width_px and row.height_px else ""
    return MediumRow(
        medium_id=row.pk,
        subject=SubjectKind.RECORDING,
        ref=f"{row.source.name}:{row.external_id}",
        title=row.title,
        kind=row.kind,
        is_invented=row.is_invented,
        duration_s=row.duration_s,
        details=_filled(("picture_size", size)),
        text="",
        channel="",
        windows=tuple(window_record(window) for window in row.windows.all()),
        citations=(citation_row(row.citation, is_invented=row.is_invented),),
    )


def _message_row(row: Communication) -> MediumRow:
    return MediumRow(
        medium_id=row.pk,
        subject=SubjectKind.COMMUNICATION,
        ref=f"{row.source.name}:{row.external_id}",
        title=row.title,
        kind=row.kind,
        is_invented=row.is_invented,
        duration_s=None,
        details=_filled(("channel", row.channel), ("sender", row.sender), ("receiver", row.receiver)),
        text=row.text,
        channel=row.channel,
        windows=tuple(window_record(window) for window in row.windows.all()),
        citations=(citation_row(row.citation, is_invented=row.is_invented),),
    )


def _filled(*details: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in details if value)

"""The kinds of files that can come in, each with its parser, its stager and the way it is saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crimebook.exchange.cases import parse_cases
from crimebook.exchange.figures import parse_figures
from crimebook.exchange.institutions import parse_institutions
from crimebook.exchange.posts import parse_posts
from crimebook.exchange.radio import parse_radio
from crimebook.exchange.recordings import parse_recordings
from crimebook.exchange.tables import Parsed
from crimebook.stores.register import saving
from crimebook.stores.register.records import (
    NewClaim,
    NewCommunication,
    NewIncident,
    NewRecord,
    NewRecording,
    NewUnit,
    Staged,
)
from crimebook.work.importing.bodies import stage_figure, stage_institution
from crimebook.work.importing.cases import stage_case
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.media import stage_post, stage_radio, stage_recording


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving needs to know beside the records."""

    source_id: int
    change: int
    coder: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it is parsed and how a parsed row becomes a record."""

    name: str
    parse: Callable[[bytes, ImportContext], Parsed[Any]]
    stage: Callable[[Any, ImportContext], Staged]
    places_windows: bool
    """Whether its records have windows that a better gazetteer can improve."""


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "cases",
            lambda content, book: parse_cases(content, today=book.today),
            stage_case,
            places_windows=True,
        ),
        Kind(
            "channel-posts",
            lambda content, book: parse_posts(content, today=book.today),
            stage_post,
            places_windows=True,
        ),
        Kind(
            "institutions",
            lambda content, book: parse_institutions(content, bounds=book.bounds),
            stage_institution,
            places_windows=False,
        ),
        Kind(
            "recordings",
            lambda content, book: parse_recordings(content, today=book.today, bounds=book.bounds),
            stage_recording,
            places_windows=True,
        ),
        Kind(
            "radio",
            lambda content, book: parse_radio(content, today=book.today, bounds=book.bounds),
            stage_radio,
            places_windows=True,
        ),
        Kind(
            "figures",
            lambda content, book: parse_figures(content, today=book.today),
            stage_figure,
            places_windows=False,
        ),
    )
}


def save(cited: Sequence[tuple[int, NewRecord]], facts: Saved) -> None:
    """Store records of any kinds, each kind in its own way."""
    incidents = [(cite, each) for cite, each in cited if isinstance(each, NewIncident)]
    recordings = [(cite, each) for cite, each in cited if isinstance(each, NewRecording)]
    messages = [(cite, each) for cite, each in cited if isinstance(each, NewCommunication)]
    units = [(cite, each) for cite, each in cited if isinstance(each, NewUnit)]
    claims = [(cite, each) for cite, each in cited if isinstance(each, NewClaim)]
    if incidents:
        saving.save_incidents(facts.source_id, incidents, change=facts.change)
    if recordings:
        saving.save_recordings(facts.source_id, recordings, change=facts.change)
    if messages:
        saving.save_communications(facts.source_id, messages, change=facts.change)
    if units:
        saving.save_units(facts.source_id, units, coder=facts.coder, at=facts.at, change=facts.change)
    if claims:
        saving.save_claims(facts.source_id, claims, coder=facts.coder, at=facts.at, change=facts.change)

"""The kinds of files that can come in, each with its parser, its stager and the way it is saved."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from crimebook.exchange.accounts import Format, parse_accounts
from crimebook.exchange.cases import parse_cases
from crimebook.exchange.figures import parse_figures
from crimebook.exchange.institutions import parse_institutions
from crimebook.exchange.mapped import mapped_format
from crimebook.exchange.mapping import read_mapping
from crimebook.exchange.partners import ftm_officers, security_force_monitor
from crimebook.exchange.partners.catalogue import FORMATS
from crimebook.exchange.persons import set_table_apart
from crimebook.exchange.posts import parse_posts
from crimebook.exchange.radio import parse_radio
from crimebook.exchange.recordings import parse_recordings
from crimebook.exchange.tables import Parsed, Row, Table, read_rows
from crimebook.exchange.values import WORLD
from crimebook.stores.register import saving, saving_units
from crimebook.stores.register.officer_records import OF_FORCE, NewOfForce
from crimebook.stores.register.paper_records import NewPaper, PaperKind
from crimebook.stores.register.papers import save_papers
from crimebook.stores.register.records import (
    NewClaim,
    NewCommunication,
    NewIncident,
    NewRecord,
    NewRecording,
    NewTruePair,
    NewUnit,
    Staged,
)
from crimebook.stores.register.saving import Saving
from crimebook.stores.register.saving_officers import save_officers
from crimebook.stores.register.saving_truth import save_truth
from crimebook.terms.ids import SourceName
from crimebook.terms.toponyms import Toponym
from crimebook.work.importing.accounts import stage_account
from crimebook.work.importing.bodies import institution_toponyms, stage_figure, stage_institution
from crimebook.work.importing.cases import stage_case
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.media import stage_post, stage_radio, stage_recording
from crimebook.work.importing.officers import (
    parse_known_persons,
    parse_known_postings,
    stage_force,
    stage_known,
)
from crimebook.work.importing.papers import PLACED, parse_paper, stage_paper
from crimebook.work.importing.reports import NAME as SEALED_REPORTS
from crimebook.work.importing.reports import parse_reports, stage_report
from crimebook.work.importing.truth import parse_pairs, stage_pair


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it is parsed and how a parsed row becomes a record."""

    name: str
    parse: Callable[[Table, ImportContext], Parsed[Any]]
    stage: Callable[[Any, ImportContext], Staged]
    places_windows: bool
    """Whether its records have windows that a better gazetteer can improve."""
    read_rows: Callable[[BinaryIO], Iterable[Row]] = read_rows
    """Open a file as rows; ``parse`` takes them a slice at a time."""
    asks_register: bool = False
    """Whether ``parse`` looks for records in the register: what it found holds until the next change."""
    mapping: str = ""
    """What else decides how a row is read: the mapping of a table of any shape, as its file says it."""
    toponyms: Callable[[bytes, SourceName], tuple[Toponym, ...]] | None = None
    """The named places that a file of this kind brings beside its records."""


def _read_apart(stream: BinaryIO) -> Iterable[Row]:
    """Open a list of ours whose columns may lead to a victim or a witness: those are set apart."""
    return set_table_apart(read_rows(stream))


OWN_KINDS = (
    Kind(
        "cases",
        lambda content, book: parse_cases(content, today=book.today),
        stage_case,
        places_windows=True,
        read_rows=_read_apart,
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
        toponyms=lambda content, source: institution_toponyms(
            parse_institutions(content, bounds=WORLD).records, source
        ),
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
    Kind("persons", parse_known_persons, stage_known, places_windows=False, asks_register=True),
    Kind("postings", parse_known_postings, stage_known, places_windows=False, asks_register=True),
    Kind("truth", parse_pairs, stage_pair, places_windows=False, asks_register=True),
    Kind(SEALED_REPORTS, parse_reports, stage_report, places_windows=True),
)
"""Lists of our own shapes."""


FORCE_KINDS = (
    Kind(
        "sfm-personnel",
        lambda content, book: security_force_monitor.parse_personnel(content, today=book.today),
        stage_force,
        places_windows=False,
    ),
    Kind(
        "sfm-parentage",
        lambda content, _: security_force_monitor.parse_parentage(content),
        stage_force,
        places_windows=False,
    ),
    Kind(
        "followthemoney-officers",
        lambda content, book: ftm_officers.parse_officers(content, today=book.today),
        stage_force,
        places_windows=False,
        read_rows=lambda stream: ftm_officers.read_rows(stream.read()),
    ),
)
"""Partners' lists of a force's people and bodies."""


def mapped_kind(mapping: str) -> Kind:
    """Return the kind of the tables that a mapping file describes; raise `MappingError` where it is none."""
    return partner_kind(mapped_format(read_mapping(mapping.encode())), mapping)


def partner_kind(partner: Format, mapping: str = "") -> Kind:
    """Return the kind of a partner's format: all of them become accounts, and accounts records."""
    return Kind(
        partner.name,
        lambda content, _: parse_accounts(partner, content),
        lambda account, book: stage_account(account, book, partner.crosswalk),
        places_windows=True,
        read_rows=lambda stream: partner.read_rows(stream.read()),
        mapping=mapping,
    )


OF_OFFICERS = frozenset({PaperKind.DEPARTURES, PaperKind.DEPLOYMENTS, PaperKind.HEADCOUNTS})
"""Papers about a body's own people: a column that names one is refused, or a claim."""


def _paper_kind(kind: PaperKind) -> Kind:
    return Kind(
        kind.value,
        lambda content, book: parse_paper(kind, content, book),
        lambda resolved, book: stage_paper(kind, resolved, book),
        places_windows=kind in PLACED,
        read_rows=read_rows if kind in OF_OFFICERS else _read_apart,
        asks_register=True,
    )


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *OWN_KINDS,
        *FORCE_KINDS,
        *(_paper_kind(kind) for kind in PaperKind),
        *(partner_kind(partner) for partner in FORMATS.values()),
    )
}
"""Every kind of file that can come in, by the name that the command line knows."""


def save(cited: Sequence[tuple[int, NewRecord]], with_: Saving) -> dict[str, dict[str, int]]:
    """Store records of any kinds, each kind in its own way; return ids by subject and external id."""
    incidents = [(cite, each) for cite, each in cited if isinstance(each, NewIncident)]
    recordings = [(cite, each) for cite, each in cited if isinstance(each, NewRecording)]
    messages = [(cite, each) for cite, each in cited if isinstance(each, NewCommunication)]
    units = [(cite, each) for cite, each in cited if isinstance(each, NewUnit)]
    claims = [(cite, each) for cite, each in cited if isinstance(each, NewClaim)]
    ids = {
        "incident": saving.save_incidents(incidents, with_) if incidents else {},
        "recording": saving.save_recordings(recordings, with_) if recordings else {},
        "communication": saving.save_communications(messages, with_) if messages else {},
    }
    if units:
        saving_units.save_units(units, with_)
    if claims:
        saving_units.save_claims(claims, with_)
    papers = [(cite, each) for cite, each in cited if isinstance(each, NewPaper)]
    pairs = [(cite, each) for cite, each in cited if isinstance(each, NewTruePair)]
    officers: list[tuple[int, NewOfForce]] = [
        (cite, each) for cite, each in cited if isinstance(each, OF_FORCE)
    ]
    if papers:
        save_papers(papers, with_)
    if officers:
        save_officers(officers, with_)
    if pairs:
        save_truth(pairs, with_)
    return ids

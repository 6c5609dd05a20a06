"""Accounts of partners become records: incidents, recordings, messages, units.

What the partner does not say stays unknown, and the window says what it wants; nothing is refused for it.
"""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from crimebook.exchange.accounts import Account, Subject, When
from crimebook.places.localtimes import day_time, local_time, unknown_time
from crimebook.places.posts import clock_time, posted_time
from crimebook.places.timereadings import TimeReading
from crimebook.stores.register.records import (
    NewAct,
    NewCommunication,
    NewIncident,
    NewInjury,
    NewMention,
    NewRecord,
    NewRecording,
    NewUnit,
    Staged,
)
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.grades import Basis
from crimebook.terms.instants import parse_zone
from crimebook.terms.script import fold
from crimebook.terms.windows import TimeBasis, Window, WindowKind
from crimebook.work.importing.cases import check_injury
from crimebook.work.importing.citing import cite
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.media import places_of, windows_of
from crimebook.work.importing.traces import Seen, traces_of

MAX_TITLE_CHARACTERS = 300


def stage_account(account: Account, context: ImportContext, crosswalk: str = "") -> Staged:
    """Return the record of one account; labels are coded by the partner's crosswalk first."""
    basis = Basis.TOLD if account.subject is Subject.INCIDENT else Basis.DOCUMENT
    return Staged(
        cite(account.row, account.external_id, url=account.url, basis=basis),
        _record(account, context, crosswalk),
    )


def _record(account: Account, context: ImportContext, crosswalk: str) -> NewRecord:
    match account.subject:
        case Subject.INCIDENT:
            return _incident(account, context, crosswalk)
        case Subject.RECORDING:
            return _recording(account, context)
        case Subject.MESSAGE:
            return _message(account, context)
        case Subject.UNIT:
            return _unit(account)


def _incident(account: Account, context: ImportContext, crosswalk: str) -> NewIncident:
    for injury in account.injuries:
        check_injury(injury, context.codebook)
    windows = _windows(account, context)
    acts = _acts(account.labels, context.codebook, crosswalk)
    return NewIncident(
        external_id=account.external_id,
        title=_title(account),
        evidence_kind=account.evidence_kind,
        is_invented=account.is_invented,
        mentions=_mentions(account),
        acts=acts,
        injuries=tuple(
            NewInjury(each.region, each.nature, each.method, f"{each.region}/{each.nature}/{each.method}")
            for each in account.injuries
        ),
        windows=windows,
        traces=traces_of(_seen(account, windows, acts), context),
    )


def _recording(account: Account, context: ImportContext) -> NewRecording:
    if context.codebook.vocabulary("recording_kinds").find_term(account.kind) is None:
        raise InvalidValueError("a kind of recording of the codebook", repr(account.kind[:40]))
    windows = _windows(account, context)
    return NewRecording(
        external_id=account.external_id,
        title=_title(account),
        kind=account.kind,
        duration_s=account.duration_s,
        width_px=account.width_px,
        height_px=account.height_px,
        is_invented=account.is_invented,
        windows=windows,
        traces=traces_of(_seen(account, windows, ()), context),
    )


def _message(account: Account, context: ImportContext) -> NewCommunication | NewRecording:
    """Return a message; one that nobody can date is kept as a recording of no known kind."""
    windows = _windows(account, context)
    at = account.when.posted_at or account.when.start or windows[0].window.time.latest_end
    if at is None:
        return _recording(replace(account, kind="undetermined"), context)
    return NewCommunication(
        external_id=account.external_id,
        title=_title(account),
        kind=account.kind or "public_post",
        channel=account.channel,
        sender=account.sender,
        receiver="",
        text=account.text,
        at=at,
        is_invented=account.is_invented,
        windows=tuple(_spoken(each) for each in windows),
        traces=traces_of(_seen(account, windows, ()), context),
    )


def _unit(account: Account) -> NewUnit:
    names = account.names or (("en", account.title),)
    return NewUnit(account.external_id, names, account.parent, (), account.is_invented)


def _windows(account: Account, context: ImportContext) -> tuple[WindowRecord, ...]:
    zones = _zones(account.when, context)
    time = _time(account, zones)
    where = account.where
    # A partner's list may be of another country than the book's: what is not found is nowhere, not "somewhere
    # in the country".
    places = tuple(
        replace(each, place=None, name="") if each.place and not each.place.precision.is_placed else each
        for each in places_of(where.spot, where.towns, where.words, context)
    )
    spoken_in = replace(context, zone=zones[0])
    windows = windows_of(
        places, time, spoken_in, towns=where.towns, sigma_s=account.when.sigma_s, view=account.view
    )
    return tuple(replace(each, time_words=account.when.words) for each in windows)


def _zones(when: When, context: ImportContext) -> tuple[ZoneInfo, ...]:
    return tuple(parse_zone(name) for name in when.zones) or (context.zone,)


def _time(account: Account, zones: tuple[ZoneInfo, ...]) -> TimeReading:
    """Return the best that the account says of its time: a clock's interval, days, a posting, or nothing."""
    when, length_s = account.when, account.duration_s or 0.0
    if when.start is not None:
        end = when.end or when.start + timedelta(seconds=length_s)
        time = clock_time(when.start.astimezone(zones[0]), end.astimezone(zones[0]), when.sigma_s)
    elif when.local is not None:
        time = local_time(when.local.start, when.local.end, zones, when.sigma_s)
    elif when.first is not None:
        time = day_time(when.first, when.last, when.words, zones)
    elif when.posted_at is not None:
        time = posted_time(when.posted_at.astimezone(zones[0]), length_s)
    else:
        time = unknown_time()
    # What happened did so at an instant inside; only a recording runs throughout.
    if account.subject is Subject.INCIDENT and time.basis is TimeBasis.CLOCK:
        return replace(time, kind=WindowKind.INSTANT_INSIDE)
    return time


def _spoken(record: WindowRecord) -> WindowRecord:
    window: Window = replace(record.window, kind=WindowKind.INSTANT_INSIDE)
    return replace(record, window=window)


def _acts(labels: tuple[str, ...], codebook: Codebook, crosswalk: str) -> tuple[NewAct, ...]:
    return tuple(NewAct(label, _code(codebook, label, crosswalk)) for label in labels)


def _code(codebook: Codebook, label: str, crosswalk: str) -> str:
    return codebook.code_for_label("acts", label, crosswalk) or ""


def _mentions(account: Account) -> tuple[NewMention, ...]:
    actors = tuple(NewMention("alleged_actor", words, fold(words)) for words in account.actors)
    victims = (NewMention("victim", account.victims, fold(account.victims)),) if account.victims else ()
    return actors + victims


def _title(account: Account) -> str:
    """Return the partner's title, or where and when it was, or the beginning of its words, or its id."""
    day = account.when.first.isoformat() if account.when.first else ""
    where = ", ".join(filter(None, (account.where.towns, account.where.words)))
    made = " · ".join(filter(None, (where, day)))
    return (account.title or made or account.text or account.external_id)[:MAX_TITLE_CHARACTERS]


def _seen(account: Account, windows: tuple[WindowRecord, ...], acts: tuple[NewAct, ...]) -> Seen:
    return Seen(
        is_recording=account.subject is Subject.RECORDING,
        links=tuple((link.url, link.text) for link in account.links),
        files=account.files,
        consents=account.consents,
        windows=tuple(each.window for each in windows),
        acts=tuple(act.code for act in acts if act.code),
        duration_s=account.duration_s,
        picture_px=(account.width_px, account.height_px),
        place_words=account.where.words,
        town_words=account.where.towns,
    )

"""A partner's case becomes an incident with mentions, acts, injuries and windows."""

from crimebook.exchange.accounts import ConsentWords
from crimebook.exchange.cases import CaseRow, InjuryWords
from crimebook.places.windows import ReadWindow, read_windows
from crimebook.stores.register.records import NewAct, NewIncident, NewInjury, NewMention, Staged
from crimebook.stores.register.window_rows import AlternativePlace, WindowRecord
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.grades import Basis
from crimebook.terms.script import fold
from crimebook.work.importing.citing import cite
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.traces import Seen, traces_of


def check_injury(injury: InjuryWords, codebook: Codebook) -> None:
    """Refuse an injury in codes that the codebook does not have."""
    for vocabulary, code in (
        ("body_regions", injury.region),
        ("injury_natures", injury.nature),
        ("methods", injury.method),
    ):
        if code and codebook.vocabulary(vocabulary).find_term(code) is None:
            raise InvalidValueError(f"a code of {vocabulary}", repr(code[:40]), "see the codebook")


def stage_case(case: CaseRow, context: ImportContext) -> Staged:
    """Return the incident of one case. Unit words stay mentions: whom they mean is for a person to decide."""
    for injury in case.injuries:
        check_injury(injury, context.codebook)
    windows = _windows(case, context)
    acts = tuple(
        NewAct(label, context.codebook.code_for_label("acts", label) or "") for label in case.violations
    )
    return Staged(
        citation=cite(case.row, case.external_id, url=case.url, basis=_basis(case)),
        record=NewIncident(
            external_id=case.external_id,
            title=_title(case),
            evidence_kind=case.evidence_kind,
            is_invented=case.is_invented,
            mentions=_mentions(case),
            acts=acts,
            injuries=tuple(
                NewInjury(each.region, each.nature, each.method, f"{each.region}/{each.nature}/{each.method}")
                for each in case.injuries
            ),
            windows=windows,
            traces=traces_of(_seen(case, windows, acts), context),
        ),
    )


def window_record(read: ReadWindow, zone: str, towns: str = "") -> WindowRecord:
    """Return the stored form of a window that was read from words."""
    return WindowRecord(
        window=read.window,
        zone=zone,
        place_name=read.place_name,
        place_words=read.place_words,
        time_words=read.time_words,
        town_words=towns,
        wants_place=read.wants_place,
        alternatives=tuple(
            AlternativePlace(each.name, each.place.centre.lat, each.place.centre.lon, each.reason)
            for each in read.alternatives
        ),
    )


def _windows(case: CaseRow, context: ImportContext) -> tuple[WindowRecord, ...]:
    read = read_windows(
        case.place_words,
        case.time_words,
        towns=case.city,
        first=case.first,
        last=case.last,
        zone=context.zone,
        gazetteer=context.gazetteer,
    )
    return tuple(window_record(each, context.zone.key, case.city) for each in read)


def _seen(case: CaseRow, windows: tuple[WindowRecord, ...], acts: tuple[NewAct, ...]) -> Seen:
    return Seen(
        links=tuple((url, "") for url in case.links),
        consents=tuple(ConsentWords(purpose, answer) for purpose, answer in case.consents),
        windows=tuple(each.window for each in windows),
        acts=tuple(act.code for act in acts if act.code),
        place_words=case.place_words,
        town_words=case.city,
    )


def _title(case: CaseRow) -> str:
    where = ", ".join(filter(None, (case.city.strip("()"), case.place_words)))
    return f"{where} · {case.first.isoformat()}"


def _mentions(case: CaseRow) -> tuple[NewMention, ...]:
    actors = tuple(NewMention("alleged_actor", words, fold(words)) for words in case.units)
    victims = (NewMention("victim", case.victims, fold(case.victims)),) if case.victims else ()
    return actors + victims


def _basis(case: CaseRow) -> Basis:
    """Say how the source knows: by a video it shows, or by what it was told."""
    evidence = case.evidence_kind.lower()
    if "video" in evidence:
        return Basis.DOCUMENT
    return Basis.TOLD if "testimony" in evidence else Basis.NOT_STATED

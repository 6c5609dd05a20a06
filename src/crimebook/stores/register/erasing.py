"""Taking a report's records out of the register, for a withdrawal or an erasure; and room to come back.

What is taken out was derived from the testimony, so that an undone withdrawal derives it again. Every row
goes: no list, count, match or export can forget to look whether one was withdrawn. The database refuses
unless the citations are entered as erased first, in the same transaction; those entries stay for good.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model, Q

from crimebook.stores.register import doubles
from crimebook.stores.register.erasing_persons import (
    citations_of_persons,
    mentions_touched,
    take_out_persons,
)
from crimebook.stores.register.judgements import lead
from crimebook.stores.register.models import (
    Act,
    Citation,
    CitedIdentity,
    Consent,
    Death,
    Deployment,
    Description,
    DetentionLeg,
    ErasedCitation,
    FileFact,
    Identification,
    Incident,
    Injury,
    InterviewDraft,
    Link,
    Match,
    MedicalEvaluation,
    MedicalFinding,
    Mention,
    Order,
    Report,
    Retraction,
    Trait,
    Translation,
    TruePair,
    Window,
)
from crimebook.stores.register.reports import SOURCE
from crimebook.stores.register.verdicts import erase_verdicts
from crimebook.stores.register.waiting import count_keys_again, keys_said_in

_ABOUT_AN_INCIDENT: tuple[type[Model], ...] = (
    DetentionLeg,
    Death,
    Description,
    Identification,
    MedicalEvaluation,
    Order,
)
_ON_A_CITATION: tuple[type[Model], ...] = (
    Window,
    MedicalFinding,
    Link,
    FileFact,
    Injury,
    Act,
    Identification,
    Mention,
    DetentionLeg,
    Death,
    Description,
    MedicalEvaluation,
    Order,
    Deployment,
    Consent,
)
"""In an order in which nothing is deleted to which another row still points."""

_OF_WORDS: tuple[type[Model], ...] = (Translation, Retraction)
"""What others told of words that are here."""


def take_out(ref: str, day: date, *, change: int) -> int:
    """Delete every row that stands on a report's words, inside `transactions.writing`; return how many.

    Papers that another list brought about the report's incident go with it, as do translations and
    retractions of its words, and deployments that were concluded from it.
    """
    incident = Incident.objects.filter(source__name=SOURCE, external_id=ref).first()
    cited = _citations(ref, incident)
    if not cited:
        return 0
    overwrite_what_is_deleted()
    _enter(cited, ref, incident, day)
    waiting_words = keys_said_in(cited)
    led = _let_go(incident, change) if incident else set()
    count = _delete(CitedIdentity, citation_id__in=cited) + take_out_persons(cited, incident, change=change)
    count += sum(_delete(table, citation_id__in=cited) for table in _ON_A_CITATION)
    for table in _OF_WORDS:
        count += _delete(table, citation_id__in=cited)
    if incident:
        Report.objects.filter(incident=incident).update(incident=None, citation=None)
        count += _delete(Incident, pk=incident.pk)
    Report.objects.filter(citation_id__in=cited).update(citation=None)
    count += _delete(Citation, pk__in=cited)
    count_keys_again(waiting_words)
    lead("incident", led)
    return count


def persons_in(ref: str) -> frozenset[int]:
    """Return the mentions of persons of a force that `take_out` will touch."""
    incident = Incident.objects.filter(source__name=SOURCE, external_id=ref).first()
    return frozenset(mentions_touched(_citations(ref, incident), incident))


def make_room(ref: str) -> None:
    """Give an incident that comes back the id that it had, so that what was said of it holds again.

    It points at a citation that is not there yet: foreign keys are checked at the commit, and saving the
    records of the same transaction points it at its own.
    """
    entry = ErasedCitation.objects.filter(incident_id__isnull=False, ref=ref).order_by("-id").first()
    source = Citation.objects.filter(source__name=SOURCE).values_list("source_id", flat=True).first()
    incident_id = entry.incident_id if entry else None
    if entry is None or incident_id is None or source is None:
        return
    if Incident.objects.filter(pk=incident_id).exists():
        return
    Incident.objects.create(
        pk=incident_id,
        source_id=source,
        external_id=ref,
        title=ref,
        citation_id=entry.citation_id,
    )


def withdraw(report_id: int, day: date, erase_on: date) -> None:
    """Mark a report as withdrawn, with the day from which that cannot be undone."""
    report = Report.objects.get(pk=report_id)
    Report.objects.filter(pk=report_id).update(
        state="withdrawn", state_before=report.state, withdrawn_on=day, erase_on=erase_on
    )


def restore(report_id: int) -> None:
    """Put a withdrawn report back into the state that it had."""
    report = Report.objects.get(pk=report_id)
    Report.objects.filter(pk=report_id).update(
        state=report.state_before or "received", state_before="", withdrawn_on=None, erase_on=None
    )


def mark_erased(report_id: int) -> None:
    """Leave of a report what leads to nobody: that there was one, by its random name and sealed digest."""
    Report.objects.filter(pk=report_id).update(
        state="erased", state_before="", mailbox="", recipient="", way="", role="", files=0, urgency=2
    )
    ref = Report.objects.values_list("ref", flat=True).get(pk=report_id)
    InterviewDraft.objects.filter(ref=ref).delete()
    erase_verdicts(ref)


def overwrite_what_is_deleted() -> None:
    """Let SQLite overwrite deleted rows with zeros; PostgreSQL does so when it vacuums."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def sweep_database() -> None:
    """Let nothing of deleted rows lie in a log or in dead rows; outside a transaction, or nothing is done."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            tables: tuple[type[Model], ...] = (
                *_ON_A_CITATION,
                *_OF_WORDS,
                CitedIdentity,
                Citation,
                Incident,
                Report,
            )
            for table in tables:
                cursor.execute(f"VACUUM {connection.ops.quote_name(table._meta.db_table)}")  # noqa: SLF001


def _citations(ref: str, incident: Incident | None) -> set[int]:
    """Return the citations of a report: its own, its papers', and those of papers about its incident."""
    own = Citation.objects.filter(source__name=SOURCE).filter(
        Q(external_id=ref) | Q(external_id__startswith=f"{ref}/")
    )
    cited = set(own.values_list("pk", flat=True))
    if incident is not None:
        for table in _ABOUT_AN_INCIDENT:
            rows = table._default_manager.filter(incident=incident)  # noqa: SLF001
            cited |= set(rows.values_list("citation_id", flat=True))
        cited |= citations_of_persons(incident)
        concluded = Deployment.objects.filter(derived_from=incident)
        cited |= set(concluded.values_list("citation_id", flat=True))
    cited |= _told_of(cited)
    told = Consent.objects.filter(citation_id__in=cited, told_in__isnull=False)
    return cited | set(told.values_list("told_in_id", flat=True))


def _told_of(cited: set[int]) -> set[int]:
    """Return the citations of translations and of retractions of these words, and of those again."""
    found: set[int] = set()
    fresh = cited
    while fresh:
        translated = Translation.objects.filter(original_id__within=sorted(fresh))
        retracted = Retraction.objects.filter(retracted_id__within=sorted(fresh))
        told = {
            *translated.values_list("citation_id", flat=True),
            *retracted.values_list("citation_id", flat=True),
        }
        fresh = told - found - cited
        found |= fresh
    return found


def _enter(cited: Iterable[int], ref: str, incident: Incident | None, day: date) -> None:
    main = incident.citation_id if incident else None
    ErasedCitation.objects.bulk_create(
        ErasedCitation(
            citation_id=pk,
            incident_id=incident.pk if incident and pk == main else None,
            ref=ref if pk == main else "",
            day=day,
        )
        for pk in sorted(cited)
    )


def _let_go(incident: Incident, change: int) -> set[int]:
    """Undo what others derived from an incident: doubts, matches, groups; return those it stood for."""
    touched = doubles.traits_of("incident", [incident.pk])
    _delete(Trait, incident=incident)
    doubles.refresh("incident", touched, change=change)
    _delete(Match, incident=incident)
    _delete(TruePair, incident=incident)
    led = set(Incident.objects.filter(leader=incident).values_list("pk", flat=True))
    Incident.objects.filter(leader=incident).update(leader=None)
    Incident.objects.filter(parent=incident).update(parent=None, parent_relation="")
    return led


def _delete(table: type[Model], **conditions: Any) -> int:
    return table._default_manager.filter(**conditions).delete()[0]  # noqa: SLF001

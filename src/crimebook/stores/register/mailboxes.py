"""Mailboxes that the desk has to write to: without a proof, or with nothing signed in them lately."""

from datetime import date

from django.db.models import Q, QuerySet

from crimebook.stores.register.models import Report


def mailboxes_to_tell(policy: str) -> tuple[tuple[str, str], ...]:
    """Return (ref, policy of its proof) of reports whose first slot has no proof by ``policy``."""
    rows = _living().exclude(proof_policy=policy).order_by("id")
    return tuple(rows.values_list("ref", "proof_policy"))


def mailboxes_to_date(before: date) -> tuple[str, ...]:
    """Return the refs of reports whose first slot was last signed ``before`` a day, or nobody knows when."""
    rows = _living().filter(Q(dated_on__lt=before) | Q(dated_on=None)).order_by("id")
    return tuple(rows.values_list("ref", flat=True))


def note_dated(report_id: int, day: date) -> None:
    """Keep on what day a report's first slot was signed."""
    Report.objects.filter(pk=report_id).update(dated_on=day)


def note_proof(report_id: int, policy: str) -> None:
    """Keep by which policy the proof in a report's mailbox holds."""
    Report.objects.filter(pk=report_id).update(proof_policy=policy)


def _living() -> QuerySet[Report]:
    """Return the reports with a receipt. Erased ones never: nobody can read them any more."""
    return Report.objects.exclude(mailbox="").exclude(state="erased")

"""Testimony: the report's body, opened for a reader and never kept in clear."""

from crimebook.sealing.envelope import ReportBody, read_report
from crimebook.stores.register import reports as stored
from crimebook.unsealing.agefile import open_bytes
from crimebook.work.opening.desk import Desk


def read_body(desk: Desk, report_id: int, ref: str) -> ReportBody:
    """Return what a report says; raise `KeyMissingError` once its key was destroyed."""
    sealed = stored.read_testimony(report_id)
    return read_report(open_bytes(sealed, [desk.keyring.report_identity(ref)]))


def open_for_report(desk: Desk, ref: str, sealed: bytes) -> bytes:
    """Return what was sealed to a report's key: a message, an interview's notes, a draft."""
    return open_bytes(sealed, [desk.keyring.report_identity(ref)])

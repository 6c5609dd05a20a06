"""One account that was sent twice: without twelve words, and then, from the page before, with them.

The intake takes both, since it cannot show words that belong to no report; their bodies have one nonce. Here
they are known as one: the report with the words stands, because its reporter can still withdraw it, and the
other is withdrawn. For 30 days a person can undo that.
"""

import json
from datetime import datetime

from crimebook.custody.events import PROGRAM, Action, Deed
from crimebook.sealing.envelope import ReportBody
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.reports import ReportRow
from crimebook.terms.digests import sha256_hex
from crimebook.work.actors import Actor
from crimebook.work.opening.suspending import withdraw_report

_REPORT = "report:"


def keep_one(actor: Actor, report: ReportRow, body: ReportBody, *, at: datetime) -> None:
    """Note whose account a new report is, and withdraw its twin without words, in the open transaction.

    Two reports with words, or two without, are left to people: no page of ours makes such.
    """
    account = f"account:{sha256_hex(bytes.fromhex(body.nonce))}"
    others = [stored.find_report(ref) for ref in _refs(account)]
    append_event(Deed(account, Action.RECEIVED, actor.key, at, outputs=(f"{_REPORT}{report.ref}",)))
    for other in others:
        if bool(other.mailbox) == bool(report.mailbox):
            continue
        standing, twin = (report, other) if report.mailbox else (other, report)
        reason = f"the same account as report {standing.ref}, which has a receipt"
        withdraw_report(PROGRAM, twin, at=at, reason=reason)


def _refs(account: str) -> list[str]:
    outputs = [each for body in chain_of(account) for each in json.loads(body)["outputs"]]
    return [each.removeprefix(_REPORT) for each in outputs]

"""Answering: the desk writes to whoever sent a report. Signed, chained, sealed into a slot of their mailbox.

A reply never restates the report: whoever finds the twelve words with somebody reads it too.
"""

from datetime import datetime
from typing import Final

from crimebook.custody.events import Action, Deed
from crimebook.sealing.errors import BodyTooLongError
from crimebook.sealing.messages import Message, MessageKind
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import writing
from crimebook.terms.errors import InvalidValueError
from crimebook.work.actors import Actor
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.mailboxes import Saying, put_message
from crimebook.work.opening.testimony import read_body
from crimebook.work.reporting import check_reader

MAX_CHARACTERS: Final = 2_500
"""What fits a slot in any of the languages, with room for the signature."""
KINDS: Final = (MessageKind.REPLY, MessageKind.QUESTION, MessageKind.FEEDBACK)
USES: Final = (
    "analysis", "national_prosecutor", "icc_un", "sanctions", "anonymous_publication", "named_publication",
    "share_with_partner",
)  # fmt: skip
"""What a report can have been used in: the purposes of consent, without that of writing again."""


def answer(
    desk: Desk, actor: Actor, ref: str, kind: MessageKind, text: str, *, at: datetime, use: str = ""
) -> Message:
    """Write to the reporter and return the signed message.

    ``use`` says of feedback in what the report was used. Raises `InvalidValueError` for what does not fit.
    """
    words = text.strip()
    if kind not in KINDS:
        raise InvalidValueError("a reply, a question or feedback", str(kind))
    if (kind is MessageKind.FEEDBACK) != bool(use) or use not in {"", *USES}:
        raise InvalidValueError("feedback with what it was used in, and nothing else with it", repr(use[:40]))
    if not words or len(words) > MAX_CHARACTERS:
        raise InvalidValueError(f"words of 1 to {MAX_CHARACTERS} characters", f"{len(words)}")
    with writing():
        report = stored.find_report(ref)
        check_reader(actor, report)
        body = read_body(desk, report.report_id, ref)
        values = {"used_in": use} if use else {}
        try:
            message = put_message(desk, report, body, Saying(kind, words, values, actor.key), at=at)
        except BodyTooLongError as error:
            raise InvalidValueError("words that fit one slot", "more", "write two messages") from error
        append_event(
            Deed(
                f"report:{ref}",
                Action.SEALED,
                actor.key,
                at,
                reason=f"{kind} {use}".strip(),
                outputs=(message.digest,),
            )
        )
    return message

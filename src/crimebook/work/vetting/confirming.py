"""A second person's word on a vetting question: refused, or confirmed, and only then answered.

The answer is made at the instant of the confirmation and kept with it: it says what the book held then.
"""

from datetime import datetime

from crimebook.custody.events import Action
from crimebook.identity.vetting import Finding
from crimebook.stores.register import vetting as stored
from crimebook.stores.register.events import append_events
from crimebook.stores.register.transactions import last_change, next_change, writing
from crimebook.stores.register.zone import book_zone
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.reasons import reason
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.vetting.asking import check_words, deeds, open_question
from crimebook.work.vetting.comparing import compare
from crimebook.work.vetting.questions import SETTLED, Question, VettingError


def confirm(actor: Actor, token: str, *, seen: int, at: datetime) -> Finding:
    """Confirm that a question of somebody else may be asked, and return its answer.

    ``seen`` is the number of the last step that the page showed. Raises `VettingError` where the question is
    one's own, ended, went on meanwhile, or nobody has sought the person's reply.
    """
    check_right(actor, Right.VET)
    asked, as_of = open_question(token), last_change()
    _check_may(actor, asked, seen, at)
    # Before the lock: of a large book it takes seconds, in which nobody else could write.
    day = asked.at.astimezone(book_zone()).date()
    finding = compare(asked.particulars, day=day)
    with writing():
        asked = open_question(token)
        _check_may(actor, asked, seen, at)
        if last_change() != as_of:
            as_of, finding = last_change(), compare(asked.particulars, day=day)
        kept = finding.to_json()
        digest = digest_value(Purpose.VETTING, kept)
        stored.add_step(
            token,
            "confirmed",
            actor=actor.key,
            at=at,
            change=next_change(),
            finding=kept,
            digest=digest,
            as_of=as_of,
        )
        append_events(deeds(actor, token, Action.OPENED, at, "confirmed", outputs=(digest,)))
    return finding


def refuse(actor: Actor, token: str, words: str, *, at: datetime) -> None:
    """Refuse a question of somebody else: it is never answered."""
    check_right(actor, Right.VET)
    words = check_words(words)
    with writing():
        _check_second(actor, open_question(token))
        stored.add_step(token, "refused", actor=actor.key, at=at, change=next_change(), words=words)
        append_events(deeds(actor, token, Action.JUDGED, at, "refused"))


def _check_may(actor: Actor, asked: Question, seen: int, at: datetime) -> None:
    _check_second(actor, asked)
    if asked.reply(at) not in SETTLED:
        raise VettingError(
            reason("the person's reply has to be sought first, unless that would endanger a witness")
        )
    if asked.seen != seen:
        raise VettingError(reason("the question went on since the page was shown: look again"))


def _check_second(actor: Actor, asked: Question) -> None:
    if asked.asked_by == actor.key:
        raise VettingError(reason("nobody confirms their own question: it takes a second person"))

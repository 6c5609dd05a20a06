"""Asking about one person, noting what came of seeking their reply, and taking the question back.

Each step is one transaction with its events: in the chain of the question, which every step is in, and in the
journal of who took it. Nobody asks while a question of theirs is open, and few are asked a day.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Final

from crimebook.custody.events import Action, Deed
from crimebook.identity.particulars import FIELDS, check_particulars
from crimebook.stores.register import vetting as stored
from crimebook.stores.register.events import append_events
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.reasons import reason
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.vetting.questions import (
    DAY,
    MOST_A_DAY,
    MOST_CHARACTERS,
    MOST_OF_ALL,
    Question,
    Stage,
    VettingError,
    Wish,
    particulars_json,
    question,
)

_TOKEN_BYTES: Final = 16
REPLIES: Final = ("reply_sought", "reply_given", "endangers")
"""What can be noted about the person's own reply."""


def ask(actor: Actor, wish: Wish, *, at: datetime) -> str:
    """Ask about one person and return the question's token; nothing is compared yet.

    Raises `InvalidValueError` for what is no question about one person, `VettingError` for one too many.
    """
    check_right(actor, Right.VET)
    wish = _check(wish)
    token = secrets.token_hex(_TOKEN_BYTES)
    digest = digest_value(Purpose.VETTING, wish.to_json())
    with writing():
        _check_bounds(actor, at)
        stored.add_question(
            token=token,
            particulars=particulars_json(wish.particulars),
            asked_for=wish.asked_for,
            purpose=wish.purpose,
            digest=digest,
            actor=actor.key,
            at=at,
            change=next_change(),
        )
        # Words can name the person, and a chain is never erased: it holds their digest.
        append_events(deeds(actor, token, Action.CREATED, at, "asked", inputs=(digest,)))
    return token


def note_reply(actor: Actor, token: str, kind: str, words: str, *, at: datetime) -> None:
    """Note that the reply was sought and how, what it was, or why seeking it would endanger a witness."""
    check_right(actor, Right.VET)
    if kind not in REPLIES:
        raise InvalidValueError("a reply sought, given, or a danger in seeking it", "something else")
    _add(actor, token, kind, _words(words, "words"), Action.JUDGED, at)


def withdraw(actor: Actor, token: str, words: str, *, at: datetime) -> None:
    """Take one's own question back: it is never answered, and stays to be seen."""
    check_right(actor, Right.VET)
    _add(actor, token, "withdrawn", _words(words, "a reason"), Action.DISCARDED, at)


def open_question(token: str) -> Question:
    """Return a question that did not end, or raise `VettingError`; for use inside a transaction."""
    found = question(token)
    if found.stage is not Stage.ASKED:
        raise VettingError(reason("the question has ended"))
    return found


def deeds(
    actor: Actor,
    token: str,
    action: Action,
    at: datetime,
    said: str,
    *,
    inputs: tuple[str, ...] = (),
    outputs: tuple[str, ...] = (),
) -> tuple[Deed, Deed]:
    """Return the events of a step: one in the chain of the question, one in the journal of who took it."""
    chain = f"vetting:{token}"
    return (
        Deed(chain, action, actor.key, at, said, inputs=inputs, outputs=outputs),
        Deed(f"journal:{actor.key}", action, actor.key, at, "a vetting question", inputs=(chain,)),
    )


def check_words(words: str) -> str:
    """Return a reason in one line, or raise `InvalidValueError`."""
    return _words(words, "a reason")


def _add(actor: Actor, token: str, kind: str, words: str, action: Action, at: datetime) -> None:
    with writing():
        if open_question(token).asked_by != actor.key:
            raise NotFoundError("expected a question of one's own, got another's")
        stored.add_step(token, kind, actor=actor.key, at=at, change=next_change(), words=words)
        append_events(deeds(actor, token, action, at, kind))


def _check(wish: Wish) -> Wish:
    particulars = replace(
        wish.particulars,
        names=tuple(name.strip() for name in wish.particulars.names if name.strip()),
        **{name: getattr(wish.particulars, name).strip() for name in FIELDS},
    )
    check_particulars(particulars)
    return Wish(particulars, _words(wish.asked_for, "who wants to know"), _words(wish.purpose, "a purpose"))


def _check_bounds(actor: Actor, at: datetime) -> None:
    if stored.open_question_of(actor.key):
        raise VettingError(reason("one question at a time: another of yours is open"))
    if stored.count_since(at - DAY, asked_by=actor.key) >= MOST_A_DAY:
        raise VettingError(reason("one person asks at most {most} questions a day", most=MOST_A_DAY))
    if stored.count_since(at - DAY) >= MOST_OF_ALL:
        raise VettingError(reason("all together ask at most {most} questions a day", most=MOST_OF_ALL))


def _words(text: str, what: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > MOST_CHARACTERS or not words.isprintable():
        raise InvalidValueError(
            f"{what}, in at most {MOST_CHARACTERS} printable characters", f"{len(words)} characters"
        )
    return words

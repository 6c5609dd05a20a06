"""Adding a mention by hand: what words that are in the book say of one person of a force.

It stands on those words and is never altered; who is mentioned is for others to decide (`deciding`).
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from crimebook.custody.events import Action, Deed
from crimebook.stores.register.events import append_event
from crimebook.stores.register.reports import SOURCE
from crimebook.stores.register.saving_mentions import (
    NAME_KINDS,
    SIDES,
    Added,
    NewMention,
    SaidOfPerson,
    add_mention,
)
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.persons.telling import chain_of_mention

__all__ = ["Added", "NewMention", "SaidOfPerson", "add", "parse_said"]

_SHORT = frozenset({"badge", "helmet", "plate", "phone", "rank"})
_MOST_SHORT, _MOST_WORDS = 64, 2_000
_TELLING = ("name", "rank_words", "unit_words", "badge", "helmet", "plate", "phone", "description")
"""Without any of these a mention is of nobody."""

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def add(actor: Actor, new: NewMention, *, at: datetime) -> Added:
    """Add a mention; of the same words on the same citation there is one.

    Raises `NotFoundError` for a record, unit or incident that there is not, or that the actor may not read,
    `InvalidValueError` for words that say nothing or codes that are none, and for somebody whom other words
    than a report's own put into its incident.
    """
    check_right(actor, Right.JUDGE)
    if new.cited.source == SOURCE:
        # What was told in a report is read by few; whoever writes a mention of it has read it.
        check_right(actor, Right.TESTIMONY)
    _check_incident(new)
    check_said(new.said)
    with writing():
        added = add_mention(new, change=next_change())
        told = f"mention of {new.cited}" if added.is_new else f"mention of {new.cited}, known"
        append_event(Deed(chain_of_mention(added.mention_id), Action.CREATED, actor.key, at, told))
    return added


def parse_said(told: Iterable[str]) -> SaidOfPerson:
    """Read ``field=words``, one after the other; raise `InvalidValueError` for a field that there is not."""
    names = {name for name, _ in SaidOfPerson().items()}
    found = {}
    for each in told:
        name, equals, words = each.partition("=")
        if not equals or name not in names or name in found:
            raise InvalidValueError(f"field=words, once each, of {', '.join(sorted(names))}", repr(name[:40]))
        found[name] = words.strip()
    return SaidOfPerson(**found)


def check_said(said: SaidOfPerson) -> None:
    """Raise `InvalidValueError` for words of a mention that say nothing, are too long, or are no code."""
    if not any(dict(said.items())[name] for name in _TELLING):
        raise InvalidValueError("a name, a number, a rank, a unit or a description", "none of them")
    for name, text in said.items():
        most = _MOST_SHORT if name in _SHORT else _MOST_WORDS
        if len(text) > most or not text.isprintable():
            raise InvalidValueError(f"{name}: at most {most} printable characters", f"{len(text)}")
    _check_code("name_kind", said.name_kind, NAME_KINDS)
    _check_code("side", said.side, SIDES)
    if said.rank:
        _check_code("rank", said.rank, Codebook.load().vocabulary("ranks").codes())
    for name, text in (("birth", said.birth), ("death", said.death)):
        _check_day(name, text)


def _check_incident(new: NewMention) -> None:
    """Refuse a person in a report's incident by the words of anything else than that report.

    All that stands on a report goes with it; a mention would take the words of another record along.
    """
    about = new.incident
    if about is None or about.source != SOURCE:
        return
    if new.cited.source != SOURCE or new.cited.external_id.partition("/")[0] != about.external_id:
        raise InvalidValueError(
            "a person in the incident of a report, told by that report",
            str(new.cited),
            "leave the incident out",
        )


def _check_code(name: str, code: str, codes: tuple[str, ...]) -> None:
    if code not in codes:
        raise InvalidValueError(f"{name}: one of the codes of the codebook", repr(code[:64]))


def _check_day(name: str, text: str) -> None:
    """Refuse what is no day, as far as it is told: an unknown part stays unknown, and is not put as 1."""
    if text and not _is_day(text):
        raise InvalidValueError(f"{name}: YYYY, YYYY-MM or YYYY-MM-DD", repr(text[:32]))


def _is_day(text: str) -> bool:
    parts = _DAY.fullmatch(text)
    if parts is None:
        return False
    with suppress(ValueError):
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
        return True
    return False

"""The journal of a person: every reading and search through the program, in one chain a person.

`note_reading` and its like check the right to read first; `note` is for those who checked another one.
"""

from collections.abc import Iterable
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.work.actors import Actor, Right, check_right


def note_reading(actor: Actor, what: str, *, at: datetime) -> None:
    """Check the right to read and record the reading of ``what`` before anything of it is shown."""
    check_right(actor, Right.READ)
    note(actor, Action.READ, what, at=at)


def note_readings(actor: Actor, what: Iterable[str], *, at: datetime) -> None:
    """Check the right to read and record the reading of several things that one page shows together."""
    check_right(actor, Right.READ)
    note(actor, Action.READ, *what, at=at)


def note_search(actor: Actor, what: str, *, at: datetime) -> None:
    """Check the right to read and record a search or a list that was narrowed."""
    check_right(actor, Right.READ)
    note(actor, Action.SEARCHED, what, at=at)


def note(actor: Actor, action: Action, *what: str, at: datetime, reason: str = "") -> None:
    """Record in the actor's journal what the caller checked the right for."""
    with noting():
        append_event(Deed(f"journal:{actor.key}", action, actor.key, at, reason=reason, inputs=what))

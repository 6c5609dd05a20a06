"""Deriving all persons anew from what was said of mentions: nothing may come out otherwise than it stands."""

from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import deriving_persons
from crimebook.stores.register.deriving_persons import Remade
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import next_change, writing
from crimebook.work.actors import Actor, Right, check_right

PERSONS = "register:persons"
"""The chain of what was done with all persons at once."""

__all__ = ["PERSONS", "Remade", "remake"]


def remake(actor: Actor, *, at: datetime) -> Remade:
    """Derive persons and the queue anew; ``corrected`` counts what had stood otherwise, and should be 0."""
    check_right(actor, Right.MATCH)
    with writing():
        remade = deriving_persons.remake(change=next_change())
        told = f"persons derived anew: {remade.persons}, {remade.corrected} rows corrected"
        append_event(Deed(PERSONS, Action.DERIVED, actor.key, at, told))
    return remade

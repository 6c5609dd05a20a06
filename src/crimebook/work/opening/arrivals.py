"""Arrivals: the event that a sealed item is here, written once, whatever was stopped in between.

The copies come before the event, so a program that is killed between them leaves an item without one. Whoever
touches the item next writes it: another round of collecting, the same file handed in again, or the opening.
"""

from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.transactions import noting
from crimebook.stores.spool.items import Heading
from crimebook.work.actors import Actor


def note_arrival(actor: Actor, heading: Heading, *, at: datetime, is_new: bool = False) -> None:
    """Write that an item was received; one that is not new only where no event says so yet."""
    envelope = f"envelope:{heading.envelope_sha256}"
    with noting():
        if not is_new and chain_of(envelope):
            return
        append_event(
            Deed(
                envelope,
                Action.RECEIVED,
                actor.key,
                at,
                reason=f"{heading.kind} with {len(heading.parts)} parts",
                inputs=heading.parts,
            )
        )

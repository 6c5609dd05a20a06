"""Destroying a month's secret, with an event that says so."""

from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.keymaking import month_is_due


def destroy_month(vault: Vault, actor: Actor, month: str, *, at: datetime, is_early: bool = False) -> None:
    """Destroy a month's secret: what was sealed to it and not opened yet can never be opened.

    Raises `InvalidValueError` before 90 days have passed since the month, unless ``is_early``.
    """
    check_right(actor, Right.KEYS)
    if not vault.has(Room.EPOCHS, month):
        raise NotFoundError(f"expected a key of {month[:20]}, got none")
    if not is_early and not month_is_due(month, at.date()):
        raise InvalidValueError("a month that ended 90 days ago", month, "destroy it later, or say --early")
    with noting():
        append_event(Deed(f"key:{month}", Action.DISCARDED, actor.key, at))
        vault.destroy(Room.EPOCHS, month)

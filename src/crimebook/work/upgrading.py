"""A register that an older program made is brought up to this one; before that, no command works on it.

Nothing is upgraded by the way: whoever keeps a book makes a copy of it first, and says when.
"""

from datetime import datetime

from crimebook.custody.events import Action
from crimebook.stores.register import upgrading as stored
from crimebook.terms.errors import CrimebookError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.journal import note


class RegisterAgeError(CrimebookError):
    """A register of an older program, or of a newer one."""


def check_register() -> None:
    """Raise `RegisterAgeError` where the register's tables are not those that this program knows."""
    if wanting := stored.steps_wanting():
        raise RegisterAgeError(
            f"expected a register of this program, got an older one that wants {len(wanting)} steps, "
            f"from {wanting[0]}; copy the book to a safe place, then run: crimebook upgrade"
        )
    if unknown := stored.steps_unknown():
        raise RegisterAgeError(
            f"expected a register of this program, got one that a newer program brought to {unknown[-1]}; "
            "use that program"
        )


def upgrade(actor: Actor, *, at: datetime) -> tuple[str, ...]:
    """Bring the register up to this program and return the steps taken; note it in the journal.

    Stopped between, the next call goes on with the step that was not taken.
    """
    # The right is asked of values alone: of an older register nothing else can be read for sure.
    check_right(actor, Right.KEYS)
    wanting = stored.steps_wanting()
    if wanting:
        stored.take_steps()
    action = Action.DERIVED if wanting else Action.VERIFIED
    note(actor, action, *(f"register:{each}" for each in wanting), at=at, reason="the tables of this program")
    return wanting

"""The team: who works with the book. A second person is somebody here, with a key of their own name."""

import re
from datetime import datetime
from typing import Final

from crimebook.custody.events import PROGRAM, REPORTER, Action, Deed
from crimebook.stores.register import members
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import writing
from crimebook.terms.errors import InvalidValueError
from crimebook.work.actors import OPERATOR_KEY, Actor, Right, Role, check_right

_KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
_TAKEN: Final = frozenset({OPERATOR_KEY, PROGRAM, REPORTER, "custodian"})
"""Names that events use for somebody else."""
MOST_CHARACTERS: Final = 200


def add_member(actor: Actor, key: str, name: str, role: Role, *, at: datetime) -> None:
    """Add somebody to the team. ``key`` stands in events for ever, ``name`` on pages."""
    check_right(actor, Right.KEYS)
    if not _KEY.fullmatch(key) or key in _TAKEN:
        raise InvalidValueError(
            "a short name in a-z, 0-9 and hyphens that is not the program's own", key[:40]
        )
    shown = " ".join(name.split())
    if not shown or len(shown) > MOST_CHARACTERS or not shown.isprintable():
        raise InvalidValueError(f"a name of at most {MOST_CHARACTERS} characters", f"{len(shown)} characters")
    with writing():
        if members.find_member(key) is not None:
            raise InvalidValueError("somebody who is not in the team yet", key)
        members.ensure_member(key, shown, role)
        append_event(Deed(f"member:{key}", Action.CREATED, actor.key, at, reason=role))

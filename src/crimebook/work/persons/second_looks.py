"""Second looks: some decided pairs come again, blind, to somebody else: so we know how often we agree.

Which ones is drawn under a key that is given, never by whoever decided: of the decisions of who runs the draw
none is put to it. Each pair is put to it once. What the second person says is a word like any other: where it
agrees it counts for the agreement, where it does not, the contradiction stays in sight until it is solved.
"""

from dataclasses import dataclass
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.identity.drawing import SECOND_LOOK_SHARE, check_key, is_drawn
from crimebook.stores.register.events import append_event
from crimebook.stores.register.second_looks import Draw, add_looks, decided_alone
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.digests import sha256_hex
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.persons.remaking import PERSONS


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw did: decided pairs put to it, those drawn, and those left to a draw of somebody else."""

    put: int
    drawn: int
    left: int


def draw(actor: Actor, key: bytes, *, share: float = SECOND_LOOK_SHARE, at: datetime) -> Drawn:
    """Draw among the pairs that were decided since the last draw; raise `InvalidValueError` for a bad key.

    The key stands in the event, so that whoever doubts the draw can run it again.
    """
    check_right(actor, Right.MATCH)
    check_key(key)
    digest = str(sha256_hex(key))
    with writing():
        alone = decided_alone()
        put = [each for each in alone if each.by != actor.key]
        looks = [(each, is_drawn(each.pair, key, share=share)) for each in put]
        add_looks(looks, Draw(digest, actor.key, at, next_change()))
        done = Drawn(len(put), sum(each for _, each in looks), len(alone) - len(put))
        told = f"second looks: {done.drawn} of {done.put} decided pairs, a share of {share}, key {key.hex()}"
        append_event(Deed(PERSONS, Action.DERIVED, actor.key, at, told, inputs=(digest,)))
    return done

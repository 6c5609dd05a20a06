"""Telling in the chains of custody what became of mentions: no merge and no split is silent.

A mention's chain tells what was said of it, and each time it stands for another person than before, or is
parted from a companion, by whatever it was.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from crimebook.custody.events import Action, Deed
from crimebook.stores.register.events import append_events
from crimebook.stores.register.persons import Around, standing_around
from crimebook.stores.register.saying import Saying

States = tuple[Around, Around]
"""What stood around some mentions before, and what stands now."""

_NOBODY: Mapping[int, AbstractSet[int]] = {}


def chain_of_mention(mention: int) -> str:
    """Return the name of a mention's chain of custody events."""
    return f"person-mention:{mention}"


def tell_mentions(
    states: States, others: Mapping[int, AbstractSet[int]], saying: Saying, told: str
) -> Iterator[Deed]:
    """Yield an event for each of ``others``, and for each that changes its person or loses a companion.

    ``others`` are the mentions that were spoken of, each with those that it was compared with.
    """
    moved, action = _moved(*states), action_of(*states)
    why = f": {saying.reason}" if saying.reason else ""
    for mention in sorted(others.keys() | moved.keys()):
        now = f"; person {moved[mention]}" if mention in moved else ""
        compared = tuple(chain_of_mention(other) for other in sorted(others.get(mention, ())))
        chain = chain_of_mention(mention)
        yield Deed(chain, action, saying.actor, saying.at, f"{told}{now}{why}", compared)


def tell_parted(states: States, saying: Saying, told: str) -> Iterator[Deed]:
    """Yield an event for each mention that something else than a word on it parted from its companions."""
    return tell_mentions(states, _NOBODY, saying, told)


@contextmanager
def telling_parted(mentions: Iterable[int], saying: Saying, told: str) -> Iterator[None]:
    """Tell at its end, in the same transaction, whom something else than a word on these mentions parted."""
    before = standing_around(mentions)
    yield
    append_events(tell_parted((before, standing_around(before.mentions)), saying, told))


def action_of(before: Around, after: Around) -> Action:
    """Return what happened to persons: where one was parted that is told, even if others were joined."""
    was, now = before.person_of, after.person_of
    if any(len({now.get(each, each) for each in group}) > 1 for group in before.persons.groups):
        return Action.UNMERGED
    is_moved = any(was.get(each, each) != person for each, person in now.items())
    return Action.MERGED if is_moved else Action.JUDGED


def _moved(before: Around, after: Around) -> dict[int, int]:
    """Return the person of every mention that stands for another one than before, or lost a companion."""
    was, now = before.person_of, after.person_of
    moved = {each for each in was.keys() | now.keys() if was.get(each, each) != now.get(each, each)}
    for group in before.persons.groups:
        if len({now.get(each, each) for each in group}) > 1:
            moved.update(group)
    return {each: now.get(each, each) for each in moved}

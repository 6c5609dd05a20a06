"""Allegations of the sample book: against officers who do not exist, by the use cases of real ones.

Mentions and posts came in as files. Here one allegation is told of an officer whom the invented case at the
junction calls by name, with what speaks against it, and one of a voice on the radio; the first waits for a
second person, who in a sample never comes.
"""

from datetime import datetime

from crimebook.command.involvements import Status
from crimebook.stores.register.queries.command import find_involvement, find_mentions, involvements_of
from crimebook.work.actors import Actor
from crimebook.work.commanding.involvements import (
    GroundWish,
    InvolvementWish,
    add_ground,
    add_involvement,
    propose,
)

CASE = "sample-cases:s16"
NAMED, HEARD = "sample-told:k-3", "sample-told:k-2"
ELSEWHERE = "sample-officers:f-2"


def bring_sample_allegations(actor: Actor, *, at: datetime) -> int:
    """Allege what the invented sources tell; return how many allegations are new. A second run adds none."""
    mentions = find_mentions((NAMED, HEARD))
    if not mentions.keys() >= {NAMED, HEARD} or involvements_of(mentions.values()):
        return 0
    seen = GroundWish(cited=CASE, basis="named_by_others", words="called by name by another of the crew")
    wish = InvolvementWish(
        mention_id=mentions[NAMED], incident=CASE, ground=seen, degree="direct", mode="commits"
    )
    named = add_involvement(actor, wish, at=at)
    roster = GroundWish(
        cited=ELSEWHERE, basis="document", exculpates=True, words="a roster puts him elsewhere"
    )
    add_ground(actor, named, roster, at=at)
    last = find_involvement(named).last
    propose(actor, named, Status.NAMED, standard="reasonable_suspicion", reason="", seen=last, at=at)
    voice = GroundWish(cited=CASE, basis="radio", words="a callsign gives the order")
    heard = InvolvementWish(
        mention_id=mentions[HEARD], incident=CASE, ground=voice, degree="ordered", mode="orders"
    )
    add_involvement(actor, heard, at=at)
    return 2

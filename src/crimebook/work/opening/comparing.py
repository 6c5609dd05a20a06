"""Comparing opened identities: whether two records name one person, without showing a name.

Apart from what custodians do, because it needs the engine of names, and their machines do not.
"""

from collections.abc import Sequence

from crimebook.identity.victims import KEY_BYTES, LikePair, compare_victims, tag_victim
from crimebook.sealing.agefile import Random
from crimebook.sealing.requests import Opening
from crimebook.unsealing.identities import Identity
from crimebook.work.opening.custodian import read_opening


def compare_openings(
    openings: Sequence[Opening], identities: Sequence[Identity], random: Random
) -> tuple[LikePair, ...]:
    """Return which of the opened records may name one person: by their refs and weights, without a name.

    The tags are made under a key that ends with this call. Of two openings of one record the last counts.
    Raises `ShareError` as `read_opening` does.
    """
    key = random(KEY_BYTES)
    latest = {each.request.ref: each for each in openings}
    tagged = [
        tag_victim(ref, read_opening(each, identities).content.said, key) for ref, each in latest.items()
    ]
    return compare_victims(tagged)

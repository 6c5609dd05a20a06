"""What sources say of persons of a force, for linking: plain words of every mention, a million at a time."""

from collections.abc import Iterator
from typing import NamedTuple

from crimebook.stores.register.models import PersonMention

STEP = 5_000


class SaidOfMention(NamedTuple):
    """The words of one mention; ``unit_id`` 0 where none is known, ``told`` the day of its incident."""

    mention_id: int
    name: str
    name_kind: str
    rank: str
    unit_words: str
    unit_id: int
    badge: str
    helmet: str
    plate: str
    phone: str
    birth: str
    description: str
    told: str


def all_said() -> Iterator[SaidOfMention]:
    """Yield the words of every mention of somebody of a force, in the order of their ids."""
    rows = PersonMention.objects.exclude(side="public").order_by("pk")
    for row in rows.values_list(*_COLUMNS).iterator(STEP):
        said = SaidOfMention._make(row)
        yield said._replace(unit_id=said.unit_id or 0, told=said.told or "")


_COLUMNS = (
    "pk", "name", "name_kind", "rank", "unit_words", "unit_id", "badge", "helmet", "plate", "phone", "birth",
    "description", "incident__day",
)  # fmt: skip

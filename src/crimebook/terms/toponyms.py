"""Toponyms: the named places of a gazetteer, as any source of names gives them."""

from dataclasses import dataclass
from enum import StrEnum

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Ref
from crimebook.terms.places import Place


class ToponymKind(StrEnum):
    """What sort of thing a toponym names."""

    COUNTRY = "country"
    REGION = "region"
    SETTLEMENT = "settlement"
    DISTRICT = "district"
    STREET = "street"
    LANDMARK = "landmark"
    """A building, a square, a metro station, a prison: something one can stand at."""


@dataclass(frozen=True, slots=True)
class Toponym:
    """A named place: its names in any script, the first being the one to show.

    ``town`` is the name of its settlement. ``source`` says who drew it, for people. ``population`` is 0 where
    unknown; it orders namesakes.
    """

    ref: Ref
    kind: ToponymKind
    names: tuple[str, ...]
    place: Place
    town: str = ""
    source: str = ""
    population: int = 0

    def __post_init__(self) -> None:
        if not self.names or not all(name.strip() for name in self.names):
            raise InvalidValueError("a toponym with a name", "none", f"name {self.ref}")

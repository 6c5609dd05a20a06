"""Which settlements a source means: its town field, and towns named inside the place words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.places.gazetteer import Gazetteer
from crimebook.places.landmarks import LandmarkClass, class_of
from crimebook.places.streetwords import parse_street_name
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.toponyms import Toponym

_SEPARATORS = re.compile(r"[;|/,\n]")
_NAME = r"[^\W\d_a-zа-яёўіїєґłšžčćśź][\w'’-]+"
_IN_TOWN = re.compile(
    rf"(?:\b(?:in|of|from|у|ў|в|во|горадзе|городе)\s+|\bг\.\s*)(?P<two>{_NAME}[\s-]{_NAME})"
    rf"|(?:\b(?:in|of|from|у|ў|в|во|горадзе|городе)\s+|\bг\.\s*)(?P<one>{_NAME})"
)
_FIRST_WORDS = re.compile(rf"^(?P<two>{_NAME}\s{_NAME})\s|^(?P<one>{_NAME})\s")

LARGE_TOWN = 5_000
"""Inhabitants from which a bare name is rather the town's than a street's."""

_TOWNS_OWN = frozenset({LandmarkClass.DETENTION, LandmarkClass.POLICE})
"""Sorts of landmark called by their town; a hotel that begins with a town's name may stand anywhere."""


@dataclass(frozen=True, slots=True)
class TownField:
    """The settlements of a source's town field, why they count, and the names without a row."""

    towns: tuple[Toponym, ...]
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnTown:
    """A town that the place words name themselves, and the words without it."""

    town: Toponym
    rest: str


def read_town_field(field: str, gazetteer: Gazetteer) -> TownField:
    """Read a town field: ``Minsk; Zhodzina``, or ``(Pinsk)``, in brackets if taken from the place words."""
    is_inferred = "(" in field
    names = [name for part in _SEPARATORS.split(field) if (name := part.strip(" ().\t"))]
    known = [(name, gazetteer.find_towns(name)) for name in names]
    reasons = [
        reason(
            "{name}: the largest of {count} settlements of that name",
            name=found[0].names[0],
            count=len(found),
        )
        for _, found in known
        if len(found) > 1
    ]
    if is_inferred:
        reasons.append(reason("the town is in brackets: the source took it from the place words"))
    towns = tuple(dict.fromkeys(found[0] for _, found in known if found))
    return TownField(towns, tuple(reasons), tuple(name for name, found in known if not found))


def find_own_town(part: str, home: Sequence[Toponym], gazetteer: Gazetteer) -> OwnTown | None:
    """Return the town that a part names as its own: "in Minsk", "Hrodna Police", "Minsk, Pushkin Avenue".

    A name between commas is a town's if it is one of the ``home`` towns or large: hamlets share their
    names with half of the streets.
    """
    pieces = [piece.strip(" .") for piece in part.split(",")]
    for piece in pieces:
        towns = gazetteer.find_towns(piece, is_exact=True)
        if towns and (towns[0] in home or towns[0].population >= LARGE_TOWN):
            return OwnTown(towns[0], ", ".join(each for each in pieces if each != piece))
    for found in _IN_TOWN.finditer(part):
        if own := _own(part, found, gazetteer):
            return own
    leading = _FIRST_WORDS.match(part)
    if leading and class_of(part) in _TOWNS_OWN:
        return _own(part, leading, gazetteer)
    return None


def _own(part: str, found: re.Match[str], gazetteer: Gazetteer) -> OwnTown | None:
    name = found["two"] or found["one"]
    towns = gazetteer.find_towns(name, is_exact=True)
    end = found.end()
    if not towns and found["two"]:
        name = found["two"].split()[0]
        towns = gazetteer.find_towns(name, is_exact=True)
        end = found.start("two") + len(name)
    if not towns or _is_street(name, part[end:]):
        return None
    return OwnTown(towns[0], " ".join((part[: found.start()] + " " + part[end:]).split()))


def _is_street(name: str, after: str) -> bool:
    """Whether a type word follows the town's name: "of Pinsk street", «у Менскай вуліцы»."""
    following = after.split()[:1]
    return bool(following) and parse_street_name(f"{name} {following[0]}").type is not None

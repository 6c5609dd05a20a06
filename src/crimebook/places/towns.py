"""Which settlements a source means: its town field, and towns named inside the place words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.places.choosing import MAX_ALTERNATIVES, Alternative
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.landmarks import LandmarkClass, class_of
from crimebook.places.streetwords import parse_street_name
from crimebook.places.townkeys import is_called, town_words
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import is_adjectival
from crimebook.terms.toponyms import Toponym

_SEPARATORS = re.compile(r"[;|/,\n]")
_NAME = r"[^\W\d_a-zа-яёўіїйєґłšžčćśź][\w'’-]{1,40}"
_IN_TOWN = re.compile(
    rf"(?:\b(?:in|of|у|ў|в|во|горадзе|городе)\s+|\bг\.\s*)(?P<two>{_NAME}[\s-]{_NAME})"
    rf"|(?:\b(?:in|of|у|ў|в|во|горадзе|городе)\s+|\bг\.\s*)(?P<one>{_NAME})"
)
_ON_THE_WAY = re.compile(
    r"\b(?:from|to|towards?|road|highway|way|route|bus(?:es)?|train|omon|омон\w?|амап\w?|дорог\w*|дарог\w*|шляху"
    r"|трасс\w*|шосс?е|шаш\w+|автобус\w*|аўтобус\w*|маршрутк\w*|поезд\w*|цягнік\w*|электричк\w*|сторону|бок"
    r"|направлени\w|напрамку)\s*$",
    re.IGNORECASE,
)
"""Before a town's name these say where somebody came from or went, not where they were."""

_NOT_THE_TOWN = re.compile(
    r"\W*(?:(?:and|&|и|і|й|или|ці|or)\s+\w{1,40}\s+)?(?:district|rayon|raion|region|oblast|район|раён|р-н|област|"
    r"вобласц|ровд|рувд|руус|streets?|str|avenues?|highway|road|ул|вул|шоссе|шаш|тракт|просп|прасп|square|площад|"
    r"плошч)\w{0,5}\b",
    re.IGNORECASE,
)
"""After a town's name these make it the name of something else."""

_SECOND_TOWN = re.compile(rf"\s*(?:and|or|&|/|и|или|і|й|ці|або)\s+(?P<one>{_NAME})")
"""Of two towns in one breath neither is the part's own."""

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
    namesakes: tuple[Alternative, ...] = ()
    """Other settlements of the same names."""

    @property
    def names(self) -> str:
        """The names of the field, for reasons."""
        return "; ".join((*(town.names[0] for town in self.towns), *self.unknown))


@dataclass(frozen=True, slots=True)
class OwnTown:
    """A town that the place words name themselves, the words without it, and other towns of its name."""

    town: Toponym
    rest: str
    namesakes: tuple[Alternative, ...] = ()


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
    unknown = tuple(name for name, found in known if not found)
    namesakes = tuple(each for _, found in known for each in _list_namesakes(found))
    return TownField(towns, tuple(reasons), unknown, namesakes)


def _list_namesakes(found: Sequence[Toponym]) -> tuple[Alternative, ...]:
    why = reason("a settlement of the same name")
    return tuple(Alternative(each.names[0], each.place, why) for each in found[1 : MAX_ALTERNATIVES + 1])


def find_own_town(part: str, home: Sequence[Toponym], gazetteer: Gazetteer) -> OwnTown | None:
    """Return the town that a part names as its own: "in Minsk", "Hrodna Police", "Minsk, Pushkin Avenue".

    A name between commas is a town's if it is one of the ``home`` towns or large: hamlets share their
    names with half of the streets.
    """
    pieces = [piece.strip(" .") for piece in part.split(",")]
    for piece in pieces:
        towns = _find(piece, gazetteer)
        if towns and not is_called(piece, towns[0].names):
            continue
        if towns and (towns[0] in home or towns[0].population >= LARGE_TOWN):
            rest = ", ".join(each for each in pieces if each != piece)
            return OwnTown(towns[0], rest, _list_namesakes(towns))
    for found in _IN_TOWN.finditer(part):
        if own := _own(part, found, gazetteer):
            return own
    leading = _FIRST_WORDS.match(part)
    if leading and class_of(part) in _TOWNS_OWN:
        return _own(part, leading, gazetteer)
    return None


def _own(part: str, found: re.Match[str], gazetteer: Gazetteer) -> OwnTown | None:
    name = found["two"] or found["one"]
    towns = _find(name, gazetteer)
    end = found.end()
    if not towns and found["two"]:
        name = re.split(r"[\s-]", found["two"])[0]
        towns = _find(name, gazetteer)
        end = found.start("two") + len(name)
    before, after = part[: found.start()], part[end:]
    if not towns or _ON_THE_WAY.search(before) or _NOT_THE_TOWN.match(after) or _is_street(name, after):
        return None
    second = _SECOND_TOWN.match(after)
    if second and _find(second["one"], gazetteer):
        return None
    rest = " ".join(f"{before} {after}".split())
    return OwnTown(towns[0], rest, _list_namesakes(towns))


def _find(name: str, gazetteer: Gazetteer) -> tuple[Toponym, ...]:
    """Return the towns of a name, but none for an adjective: «Слуцкая», «в Октябрьском»."""
    words = town_words(name)
    if not words or is_adjectival(words[-1]):
        return ()
    return gazetteer.find_towns(name, is_exact=True)


def _is_street(name: str, after: str) -> bool:
    """Whether a type word follows the town's name: "of Pinsk street", «у Менскай вуліцы»."""
    following = after.split()[:1]
    return bool(following) and parse_street_name(f"{name} {following[0]}").type is not None

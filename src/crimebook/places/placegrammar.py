"""The grammar of place words: parts, mentions, crossings, sections, coordinates, hedges and nearness.

A source's words name several places apart by ";" or "then" (parts); a part may say one place in several ways
(mentions), parted by commas, brackets and words such as "near" or "at".
"""

import re
from dataclasses import dataclass
from functools import lru_cache

NEAR_M = {"next to": 100.0, "opposite": 150.0, "near": 200.0, "around": 300.0, "not far from": 500.0}
"""How far a word of nearness reaches beyond the thing itself: in earshot, in view, a walk of minutes."""

_PARTS = re.compile(r"\s*[;|\n]\s*(?:(?:and\s+)?then\b|затем|потом|потым)?\s*|[,\s]+then\s+", re.IGNORECASE)
_NEARNESS = (
    ("not far from", r"not far from|недалеко от|неподал[её]ку от|недал[её]ка ад|непадал[её]к ад"),
    (
        "around",
        r"(?:in the )?(?:environs|area|vicinity) of|around|в районе|у раёне|окрестност[иь]|наваколл[еі]",
    ),
    ("next to", r"next to|beside|by|adjacent to|at the side of|рядом со?|побач з|поруч з|вплотную к"),
    ("opposite", r"opposite(?: to)?|across from|in front of|напротив|насупраць|перед|перад"),
    ("near", r"near(?: to|by)?|close to|возле|около|вблизи|поблизости от|каля|ля|паблізу|поблиз"),
)  # fmt: skip
_NEAR = [(name, re.compile(rf"\b(?:{words})\s+", re.IGNORECASE)) for name, words in _NEARNESS]
_HEDGE = re.compile(
    r"\b(?:possibly|probably|perhaps|maybe|presumably|apparently|likely|возможно|вероятно|предположительно|магчыма|"
    r"верагодна|мабыць)\b[\s,]*",
    re.IGNORECASE,
)
_ALONG = re.compile(r"\b(?:along|вдоль|по|уздоўж|па)\s+", re.IGNORECASE)
_ANY_NEAR = "|".join(words for _, words in _NEARNESS)
_HOUSE = r"\s*(?:д\.?\s*|дом\s+)?\d+\s?\w?\s*(?:[,)]|$)"
_MENTIONS = re.compile(
    rf"\s*(?:,(?!{_HOUSE})|[()])\s*|\s+(?=(?:{_ANY_NEAR}|along|вдоль|уздоўж)\s)|\s+at\s+(?!the\s+(?:intersection|cross|corner))",
    re.IGNORECASE,
)
_QUOTES = re.compile("[\"«»“”„‟]|(?<!\\w)['‘’]|['‘’](?!\\w)")

_CROSSING_WORDS = (
    r"(?:intersections?|crossings?|crossroads?|junctions?|corner|пересечени[еийюя]\w*|перекр[её]ст\w*|угл[уа]|угол|"
    r"скрыжаванн[еіяю]\w*|перакрыжаванн[еіяю]\w*|рагу|рог|на стыке)"
)
_AND = r"(?:\s*[&+/×]\s*|\s+(?:and|with|x|и|с|со|і|й|ды|з|са)\s+)"
_CROSSING = re.compile(
    rf"\b{_CROSSING_WORDS}\s+(?:(?:of|between|at|the|streets?|улиц|вуліц)\s+)*(?P<one>.+?){_AND}(?P<other>.+)$",
    re.IGNORECASE,
)
_BARE_CROSSING = re.compile(r"^(?P<one>[^&/]{3,60}?)(?:\s*[&×]\s*|\s+/\s+|\s+x\s+)(?P<other>[^&/]{3,60})$")
_SECTION = re.compile(
    r"^(?P<street>.+?)[,\s(]+(?:(?:the\s+)?(?:section|stretch|part|piece)|(?:на )?участ\w+|адрэз\w+)?[,\s]*"
    rf"(?:between|между|паміж)\s+(?P<one>.+?){_AND}(?P<other>.+?)\)?$",
    re.IGNORECASE,
)
_COORDINATES = re.compile(
    r"\(?\s*(-?\d{1,3}\.\d{3,})\s*°?[NS]?\s*[,;\s]\s*(-?\d{1,3}\.\d{3,})\s*°?[EW]?\s*\)?"
)
_DISTRICT = re.compile(r"[^\W\d_][\w'’-]+\s+(?:district|rayon|raion|район\w*|раён\w*)\b", re.IGNORECASE)
_DISTRICT_LABEL = re.compile(
    r"\b(?:districts?|rayon|raion|mikrorayon|microdistrict|район\w{0,3}|раён\w{0,3}|р-н\w?|мкр|микрорайон\w{0,3}"
    r"|мікрараён\w{0,3})\b\.?",
    re.IGNORECASE,
)
_ADMINISTRATION = re.compile(r"\b(?:administration|администрац|адміністрац)", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:multiple|various|several|different|undefined|unknown|unspecified|many)\s+(?:locations?|places?|streets?"
    r"|scenes?|sites?|districts?)\b|\b(?:разные|многие|неизвестн\w+)\s+(?:места|улицы)\b|\b(?:розныя|шматлікія|невядом\w+)\s+"
    r"(?:месцы|вуліцы)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One way in which a part says its place: the words without their qualifiers, which are told apart."""

    text: str
    near: str = ""
    is_along: bool = False
    is_hedged: bool = False


@dataclass(frozen=True, slots=True)
class Crossing:
    """The two names of a crossing. A type word after the second may be of both: "Kalinina & Lenina str"."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Section:
    """A street and the two names between which a piece of it lies."""

    street: str
    one: str
    other: str


def split_parts(words: str) -> tuple[str, ...]:
    """Return the places that ``words`` name apart, in order; coordinates keep their separator."""
    kept = _COORDINATES.sub(lambda found: f" ({found[1]}, {found[2]})", words)
    return tuple(part for piece in _PARTS.split(kept) if (part := " ".join(piece.split()).strip(" ,")))


@lru_cache(maxsize=16_384)
def split_mentions(part: str) -> tuple[Mention, ...]:
    """Return the mentions of one part, in order."""
    pieces = _MENTIONS.split(_QUOTES.sub(" ", part))
    return tuple(
        dict.fromkeys(_qualify(" ".join(piece.split())) for piece in pieces if piece and piece.strip())
    )


@lru_cache(maxsize=16_384)
def find_crossing(text: str) -> Crossing | None:
    """Return the crossing that a mention names, if it does."""
    found = _CROSSING.search(text) or _BARE_CROSSING.search(text)
    return Crossing(found["one"].strip(), found["other"].strip()) if found else None


def find_section(part: str) -> Section | None:
    """Return the section of a street that a part names, if it does."""
    found = _SECTION.search(part)
    if not found or re.search(_CROSSING_WORDS, found["street"], re.IGNORECASE):
        return None
    return Section(found["street"].strip(" ,"), found["one"].strip(), found["other"].strip())


def find_coordinates(part: str) -> tuple[float, float] | None:
    """Return the two numbers of explicit coordinates as written, first and second, if there are any."""
    found = _COORDINATES.search(part)
    return (float(found[1]), float(found[2])) if found else None


def split_coordinates(part: str) -> str:
    """Return the words without coordinates and without brackets and quotes."""
    return " ".join(_QUOTES.sub(" ", _COORDINATES.sub(" ", part)).split()).strip(" ,.")


def nearness_m(part: str) -> float:
    """Return how far the words of nearness in ``part`` reach, 0 if there are none."""
    return max((NEAR_M[name] for name, pattern in _NEAR if pattern.search(part)), default=0.0)


def find_district(text: str) -> str | None:
    """Return the name of a town's district with its label, such as ``Savyetsky District``."""
    found = _DISTRICT.search(text)
    return found[0] if found else None


def is_district(text: str) -> bool:
    """Whether words are labelled as a district, and not as its administration."""
    return bool(_DISTRICT_LABEL.search(text)) and not _ADMINISTRATION.search(text)


def without_district_label(text: str) -> str:
    """Return the words without the label of a district."""
    return " ".join(_DISTRICT_LABEL.sub(" ", text).split())


def is_vague(part: str) -> bool:
    """Whether the words say only that there were several or unknown places."""
    return bool(_VAGUE.search(part))


def _qualify(piece: str) -> Mention:
    text, hedges = _HEDGE.subn("", piece)
    near = ""
    for name, pattern in _NEAR:
        found = pattern.match(text)
        if found:
            near, text = name, text[found.end() :]
            break
    along = _ALONG.match(text)
    if along:
        text = text[along.end() :]
    return Mention(text.strip(" ,."), near, bool(along), bool(hedges))

"""The generator: from a seed and a size to blocks of mentions with their truth, one town after the other.

A block depends on the seed, the size and its number alone, so blocks may be made in any order, and only one
of them is in memory at a time. `FROZEN` holds digests of each version: what makes anything else is another
version, and figures are of a version.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256

from crimebook.scenario.draws import Draws, Rolls
from crimebook.scenario.officers import marks
from crimebook.scenario.officers.careers import Posts
from crimebook.scenario.officers.naming import KINDS, tell_name
from crimebook.scenario.officers.people import Officer, people_of
from crimebook.scenario.officers.sources import SourceKind, source_kinds
from crimebook.scenario.officers.tongues import TONGUES
from crimebook.scenario.officers.units import garrison, tell_unit
from crimebook.terms.errors import InvalidValueError

VERSION = 2
MOST_MENTIONS = 1_000_000
FROZEN: Mapping[tuple[int, int, int], str] = {
    (2, 1, 1000): "9e2e0a0f494a7395b307757f6dbbcfdbb2182bb90372c1be547f2ab71a2ad857",
    (2, 7, 4000): "3ce8055a0f6659987cc720230fb23c2506081112d21351d0c7dce3dea80d93f9",
}
"""Digest of the mentions by version, seed and size."""

_MENTIONS_A_TOWN, _MOST_TOWNS = 1_500, 240
_MOST_FAME, _FAME_POWER = 60, 1.4
_SOURCES_OF_A_KIND = 40
_ROLLS = 112
"""How many numbers one mention may use up."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What one source says of one officer, and who it is. A text is empty where the source does not say.

    ``told`` is the day of which the source tells, ``birth`` is YYYY, YYYY-MM or YYYY-MM-DD, ``unit`` is
    the id of a unit where the words name one, ``rank`` and ``name_kind`` are codes of the codebook.
    """

    source: str
    external_id: str
    told: str
    name: str
    name_kind: str
    rank_words: str
    rank: str
    unit_words: str
    unit: str
    badge: str
    helmet: str
    plate: str
    phone: str
    birth: str
    description: str
    role_words: str
    side: str
    person: str
    """The truth: the id of the officer."""


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Mention))


def make_mentions(seed: int, size: int) -> Iterator[list[Mention]]:
    """Yield ``size`` mentions in blocks, a town each; raise `InvalidValueError` for a size there is not."""
    check_size(size)
    towns = count_towns(size)
    for town in range(towns):
        share = size // towns + (1 if town < size % towns else 0)
        yield make_block(seed, town, share)


def make_block(seed: int, town: int, size: int) -> list[Mention]:
    """Return ``size`` mentions of the officers of one town, in no order."""
    draws = Draws("crimebook/officers", seed, "block", town, size)
    fames = _fames(size, draws)
    units = Posts(garrison(seed, town), garrison(seed, town + 1))
    officers = people_of(f"{town:04d}", fames, units, draws)
    told = [place for place, fame in enumerate(fames) for _ in range(fame)]
    order, kinds = draws.shuffled(size).tolist(), source_kinds()
    chosen = draws.picks(size, [kind.weight for kind in kinds]).tolist()
    rolls = draws.rolls(size, _ROLLS)
    return [
        _tell(officers[told[order[row]]], kinds[chosen[row]], f"{town:04d}-{row + 1:06d}", rolls[row])
        for row in range(size)
    ]


def digest_of(seed: int, size: int) -> str:
    """Return the SHA-256 over the mentions, each a line of cells with tabs between them."""
    digest = sha256()
    for block in make_mentions(seed, size):
        for mention in block:
            digest.update("\t".join(getattr(mention, name) for name in COLUMNS).encode() + b"\n")
    return digest.hexdigest()


def count_towns(size: int) -> int:
    """Return in how many towns the officers of so many mentions serve."""
    return max(1, min(_MOST_TOWNS, size // _MENTIONS_A_TOWN))


def check_size(size: int) -> int:
    """Return a number of mentions that can be made, or raise `InvalidValueError`."""
    if not 1 <= size <= MOST_MENTIONS:
        raise InvalidValueError(f"1 to {MOST_MENTIONS} mentions", str(size))
    return size


def _fames(size: int, draws: Draws) -> list[int]:
    """Return how often each officer of a block is told of: most once or twice, few often (a Pareto law)."""
    fames, left = [], size
    for roll in draws.uniforms(size).tolist():
        if not left:
            break
        fame = min(_MOST_FAME, left, int((1.0 - roll) ** (-1.0 / _FAME_POWER)))
        fames.append(fame)
        left -= fame
    return fames


def _tell(officer: Officer, source: SourceKind, place: str, rolls: Rolls) -> Mention:
    tongue = TONGUES[rolls.weighed(source.tongues)]
    style, around, tells = rolls.weighed(source.styles), tongue.around, source.tells
    year, day = _day(rolls)
    name = tell_name(officer, style, tongue, source, rolls)
    rank_words, rank, unit_words, unit = "", "", "", ""
    if rolls.flag(tells["rank"]):
        rank_words, rank = marks.tell_rank(officer, year, around, source, rolls)
    # Who names nobody says at least whose force it was.
    if rolls.flag(tells["unit"]) or style == "unnamed":
        serves = officer.career.unit_in(year)
        unit_words, says_which = tell_unit(serves, around, rolls, precise=source.precise)
        unit = serves.id if says_which else ""
    return Mention(
        source=f"{source.name}-{1 + int(rolls.number() * _SOURCES_OF_A_KIND):02d}",
        external_id=f"m-{place}",
        told=day,
        name=name,
        name_kind=KINDS[style],
        rank_words=rank_words,
        rank=rank,
        unit_words=unit_words,
        unit=unit,
        badge=marks.tell_badge(officer, source, rolls) if rolls.flag(tells["badge"]) else "",
        helmet=marks.tell_helmet(officer, year, source, rolls) if rolls.flag(tells["helmet"]) else "",
        plate=marks.tell_plate(officer, source, rolls) if rolls.flag(tells["plate"]) else "",
        phone=marks.tell_phone(officer, source, rolls) if rolls.flag(tells["phone"]) else "",
        birth=marks.tell_birth(officer, rolls) if rolls.flag(tells["birth"]) else "",
        description=_description(officer, source, around, rolls),
        role_words=marks.tell_role(around, rolls) if rolls.flag(tells["role"]) else "",
        side="unknown" if rolls.flag(0.01) else "force",
        person=officer.id,
    )


def _description(officer: Officer, source: SourceKind, around: str, rolls: Rolls) -> str:
    parts = []
    if rolls.flag(source.tells["looks"]):
        parts.append(marks.tell_looks(officer, around, rolls))
    if rolls.flag(source.tells["callsign"]):
        parts.append(marks.tell_callsign(officer, around, rolls))
    return "; ".join(part for part in parts if part)


def _day(rolls: Rolls) -> tuple[int, str]:
    """Return a day from 2014 to 2025, half of them of 2020 and 2021, and its year."""
    is_wave, at = rolls.flag(0.5), rolls.number()
    year = 2020 + int(at * 2) if is_wave else 2014 + int(at * 12)
    return year, f"{year:04d}-{1 + int(rolls.number() * 12):02d}-{1 + int(rolls.number() * 28):02d}"

"""People: the officers of one town, with all by which they can be known; the truth, before anybody tells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crimebook.scenario.draws import Draws, Rolls
from crimebook.scenario.forces import CALLSIGNS
from crimebook.scenario.officers.careers import Career, Posts, serve
from crimebook.scenario.officers.families import Birth, relate
from crimebook.scenario.officers.names import FullName, draw_names
from crimebook.scenario.officers.units import words

_OPERATORS = ("25", "29", "33", "44")
_PLATE_LETTERS = "ABEIKMHOPCTX"


@dataclass(frozen=True, slots=True)
class Officer:
    """An invented officer. ``helmets`` are by year: what is worn until ``helmet_until``, and then."""

    id: str
    name: FullName
    career: Career
    born: tuple[int, int, int]
    badge: str
    helmets: tuple[str, str]
    helmet_until: int
    callsign: str
    nickname: str
    phone: str
    plate: str
    looks: tuple[int, int, int, int, int]
    """Height in centimetres; build, hair, eyes and mark by number, the mark -1 for none."""

    def helmet_in(self, year: int) -> str:
        """Return the number on the helmet, empty where the unit wears none."""
        if not self.career.unit_in(year).has_helmets:
            return ""
        return self.helmets[0 if year <= self.helmet_until else 1]


def people_of(town: str, fames: Sequence[int], units: Posts, draws: Draws) -> list[Officer]:
    """Return one officer for each of ``fames``, how often each is told of."""
    count = len(fames)
    names = draw_names(count, draws.flags(count, 0.08).tolist(), draws)
    years = (1962 + draws.below(count, 20) + draws.below(count, 19)).tolist()
    births = relate([Birth(name, year) for name, year in zip(names, years, strict=True)], draws)
    officers: list[Officer] = []
    for row, (birth, rolls) in enumerate(zip(births, draws.rolls(count, 64), strict=True)):
        first = None if birth.beside is None else officers[birth.beside].career.units[0][1]
        career = serve(birth.year, fames[row], replace(units, first=first), rolls)
        officers.append(_officer(f"p-{town}-{row + 1:05d}", birth, career, rolls))
    return officers


def _officer(name: str, birth: Birth, career: Career, rolls: Rolls) -> Officer:
    first_helmet = f"{int(rolls.number() * 2400):04d}"
    return Officer(
        id=name,
        name=birth.name,
        career=career,
        born=(birth.year, 1 + int(rolls.number() * 12), 1 + int(rolls.number() * 28)),
        badge=f"{int(rolls.number() * 9_000_000) + 1_000_000}",
        helmets=(first_helmet, f"{int(rolls.number() * 2400):04d}" if rolls.flag(0.2) else first_helmet),
        helmet_until=2012 + int(rolls.number() * 12),
        callsign=f"{rolls.pick(CALLSIGNS)}-{1 + int(rolls.number() * 40)}",
        nickname=_nickname(birth.name, rolls),
        phone=f"375{rolls.pick(_OPERATORS)}{int(rolls.number() * 9_000_000) + 1_000_000}",
        plate=_plate(rolls),
        looks=_looks(rolls),
    )


def _nickname(name: FullName, rolls: Rolls) -> str:
    how, other = rolls.number(), rolls.pick(words()["nicknames"]["list"])
    if how < 0.3:
        return name.surnames[0].forms["ru"][:4].rstrip("аеёиоуыэюяьй") + ("ыч" if how < 0.15 else "а")
    return str(other)


def _plate(rolls: Rolls) -> str:
    number, region = 1000 + int(rolls.number() * 9000), 1 + int(rolls.number() * 7)
    return f"{number} {rolls.pick(_PLATE_LETTERS)}{rolls.pick(_PLATE_LETTERS)}-{region}"


def _looks(rolls: Rolls) -> tuple[int, int, int, int, int]:
    looks = words()["looks"]
    tall = 166 + int((rolls.number() + rolls.number() + rolls.number()) * 10)
    mark = int(rolls.number() * len(looks["marks"])) if rolls.flag(0.35) else -1
    build, hair, eyes = (int(rolls.number() * len(looks[each])) for each in ("builds", "hairs", "eyes"))
    return tall, build, hair, eyes, mark

"""What every importer needs to know about its book."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from crimebook.exchange.values import WORLD, Bounds
from crimebook.places.gazetteer import Gazetteer
from crimebook.stores.register import gazetteer as stored_gazetteer
from crimebook.stores.register.solutions import read_solutions
from crimebook.stores.register.sources import zone_of
from crimebook.terms.codebook import Codebook
from crimebook.terms.ids import SourceName
from crimebook.terms.instants import parse_zone
from crimebook.terms.toponyms import Toponym, ToponymKind
from crimebook.work.importing.persons import NOBODY, Persons


@dataclass(frozen=True, slots=True)
class ImportContext:
    """The book's gazetteer, codebook, zone and bounds, and the day of the import."""

    gazetteer: Gazetteer
    codebook: Codebook
    zone: ZoneInfo
    today: date
    bounds: Bounds
    gazetteer_version: str
    """What the gazetteer was when it was read; an import that ends under another one begins anew."""
    persons: Persons = NOBODY
    """What becomes of what rows say of persons."""


def open_context(zone: str, today: date, persons: Persons = NOBODY) -> ImportContext:
    """Return the context of the book that is open."""
    # The version first: a gazetteer that changes between the two is seen as changed, never as old.
    version = stored_gazetteer.version()
    toponyms, gazetteer = _read_places(stored_gazetteer.places_version())
    return ImportContext(
        gazetteer=gazetteer.with_solutions(read_solutions()),
        codebook=Codebook.load(),
        zone=parse_zone(zone),
        today=today,
        bounds=bounds_of(toponyms),
        gazetteer_version=version,
        persons=persons,
    )


@lru_cache(maxsize=2)
def _read_places(_version: str) -> tuple[tuple[Toponym, ...], Gazetteer]:
    """Read and index the named places once a version: a page that tries words must not index them anew."""
    toponyms = stored_gazetteer.read_toponyms()
    return toponyms, Gazetteer(toponyms)


def zone_for(source: SourceName) -> str:
    """Return the zone that an earlier import named for a source, empty where none did."""
    return zone_of(source)


def bounds_of(toponyms: tuple[Toponym, ...]) -> Bounds:
    """Return the box around the countries of a gazetteer; the whole world where it names none."""
    countries = [toponym.place for toponym in toponyms if toponym.kind is ToponymKind.COUNTRY]
    if not countries:
        return WORLD
    reach = max(country.radius_m for country in countries) / stored_gazetteer.DEGREE_M
    lats = [country.centre.lat for country in countries]
    lons = [country.centre.lon for country in countries]
    # A degree of longitude is shorter than one of latitude: at 60 degrees north, by half.
    return Bounds(
        south=min(lats) - reach,
        north=max(lats) + reach,
        west=min(lons) - 2 * reach,
        east=max(lons) + 2 * reach,
    )

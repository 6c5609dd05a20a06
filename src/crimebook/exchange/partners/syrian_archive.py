"""Syrian Archive: videos of violations, as the archive published them in a table.

CSV with the columns of `REQUIRED`; ``NA`` means that nothing is known, everywhere. A video was recorded at a
minute of a local clock and went on for a time that the table does not tell; without the minute it is the
hour, without the hour the day. Its point, where it has one, is its town's. ``City`` names the town and, for a
village, the city of its governorate, so the neighbourhood is looked for first.

`parse_places` reads the places of the same publication as a gazetteer, by which those words resolve.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from crimebook.exchange.accounts import Account, Format, LinkWords, Subject, When, Where
from crimebook.exchange.partners.values import day_of, during, identity, named, point_of, spot_between
from crimebook.exchange.recordings import Spot
from crimebook.exchange.tables import FieldError, Parsed, Row, need, parse_table
from crimebook.exchange.tables import read_rows as read_table
from crimebook.exchange.values import read_number
from crimebook.terms.errors import Fault
from crimebook.terms.ids import ExternalId, Ref, SourceName
from crimebook.terms.places import Place, Precision
from crimebook.terms.toponyms import Toponym, ToponymKind

REQUIRED = (
    "Description",
    "City",
    "Neighborhood",
    "Latitude",
    "Longitude",
    "Reference_Code",
    "Violation_Type",
    "Recording_Date",
    "Recording_Hour",
    "Recording_Minute",
)
LINKS = ("Youtube_ID", "Video_URL")
NEWS = "URLs_And_News"
PLACES_REQUIRED = ("City", "Neighborhood", "Latitude", "Longitude")

TOWN_RADIUS_M = 2_000.0
"""The table gives every video of a town or a neighbourhood the same point, its middle."""

_UNKNOWN = "NA"


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield the videos; the header is row 1."""
    return read_table(content, REQUIRED)


def read_account(row: Row) -> Account:
    """Read one video."""
    code = identity(row, "Reference_Code")
    label = _said(row, "Violation_Type")
    return Account(
        row=row,
        external_id=code,
        subject=Subject.RECORDING,
        title=_said(row, "Description") or code,
        when=_when(row),
        where=_where(row),
        kind="video",
        labels=(label,) if label else (),
        evidence_kind="video",
        links=_links(row),
    )


def is_list_of_places(content: bytes) -> bool:
    """Whether a table has the columns of the publication's places and no others."""
    header = content.partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf").strip()
    return header == ",".join(PLACES_REQUIRED).encode()


def parse_places(content: bytes, source: SourceName) -> Parsed[Toponym]:
    """Read the places of the publication as settlements: ``City, Neighborhood, Latitude, Longitude``."""

    def parse_row(row: Row) -> Toponym:
        city, name = need(row, "City"), need(row, "Neighborhood")
        words = "-".join(f"{city}/{name}".casefold().split())
        point = named("Latitude", lambda: point_of(need(row, "Latitude"), need(row, "Longitude")))
        return Toponym(
            ref=Ref(source, ExternalId(words)),
            kind=ToponymKind.SETTLEMENT,
            names=(name,),
            place=Place(point, TOWN_RADIUS_M, Precision.LOCALITY),
            source="Syrian Archive, CC BY-SA 4.0",
        )

    return parse_table(
        content, required=PLACES_REQUIRED, parse_row=parse_row, identify=lambda each: str(each.ref)
    )


def _said(row: Row, field: str) -> str:
    return "" if row[field] == _UNKNOWN else row[field]


def _when(row: Row) -> When:
    if not _said(row, "Recording_Date"):
        return When()
    day = named("Recording_Date", lambda: day_of(row["Recording_Date"]))
    hour = _figure(row, "Recording_Hour", 23)
    if hour is None:
        return When(first=day, last=day)
    minute = _figure(row, "Recording_Minute", 59)
    start = datetime.combine(day, time(hour, minute or 0))
    return When(local=during(start, timedelta(hours=1) if minute is None else timedelta(minutes=1)))


def _figure(row: Row, field: str, most: int) -> int | None:
    """Return a figure of the clock, which the table writes as 21.0."""
    if not _said(row, field):
        return None
    value = named(field, lambda: read_number(row[field]))
    if not 0 <= value <= most or value != int(value):
        raise FieldError(field, Fault(f"a whole number from 0 to {most}", repr(row[field][:40])))
    return int(value)


def _where(row: Row) -> Where:
    quarter, city = _said(row, "Neighborhood"), _said(row, "City")
    return Where(_spot(row), words=quarter, towns=", ".join(filter(None, (quarter, city))))


def _spot(row: Row) -> Spot | None:
    given = {field: _said(row, field) for field in ("Latitude", "Longitude")}
    return spot_between(given, TOWN_RADIUS_M)


def _links(row: Row) -> tuple[LinkWords, ...]:
    """Return the addresses: one of a video may hold spaces, several of news are parted by lines."""
    videos = [LinkWords(_said(row, field), field) for field in LINKS if _said(row, field)]
    return (*videos, *(LinkWords(url, NEWS) for url in _said(row, NEWS).split()))


SYRIAN_ARCHIVE = Format(
    "syrian-archive", "Syrian Archive videos (CSV)", read_rows, read_account, crosswalk="syrian-archive"
)

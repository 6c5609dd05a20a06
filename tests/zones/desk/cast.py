"""The cast of the desk's tests: values that pages show, all invented. Builders take only what differs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.zones.desk import papers_of_cast

from crimebook.command.certainty import Certainty
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.reasons import reason
from crimebook.terms.windows import SubjectKind, TimeBasis, View, Window, WindowKind
from crimebook.work.actors import Actor, Role
from crimebook.work.reading.counts import CountedPart, CountsPage, CountTable
from crimebook.work.reading.match_views import MATCH_ROWS, MatchList, MatchView
from crimebook.work.reading.nearby import NearbyPage, NearView
from crimebook.work.reading.overview_page import Day, Dot, Found, Number, Overview
from crimebook.work.reading.page_parts import (
    ActView,
    Choice,
    CitationView,
    ClaimView,
    InjuryView,
    MentionView,
    Name,
    StreetLine,
    TermView,
    WindowView,
)
from crimebook.work.reading.pages import (
    IncidentFilter,
    IncidentList,
    IncidentPage,
    IncidentRow,
    MessageList,
    MessageRow,
    RecordingList,
    RecordingPage,
    RecordingRow,
    UnitPage,
    UnitRow,
)

MINSK = ZoneInfo("Europe/Minsk")
INVESTIGATOR = Actor("investigator", "Investigator", Role.INVESTIGATOR)
INCIDENT_REF = "sample-cases:13"
RECORDING_REF = "sample-channels:street/7549"
MESSAGE_REF = "sample-radio:41"
UNIT_REF = "sample-units:first"
STREET = (LatLon(53.9120, 27.5400), LatLon(53.9150, 27.5500), LatLon(53.9165, 27.5610))


def at(day: int, hour: float) -> datetime:
    """Return an hour of a day of August 2020 in Minsk."""
    return datetime(2020, 8, 1, tzinfo=MINSK) + timedelta(days=day - 1, hours=hour)


def within(first: datetime, last: datetime) -> FourPoint:
    """Return the interval of something that lies somewhere between two instants."""
    return FourPoint(first, last, first, last)


def evening() -> FourPoint:
    """Return a late evening, soft at both ends."""
    return FourPoint(at(9, 20), at(9, 22), at(9, 24), at(9, 26))


def street() -> Place:
    """Return a street as its whole line."""
    return Place.along((STREET,), 15.0, Precision.STREET)


def corner(radius_m: float = 30.0, precision: Precision = Precision.EXACT) -> Place:
    """Return a disc in the middle of the street."""
    return Place(LatLon(53.9150, 27.5500), radius_m, precision)


def town() -> Place:
    """Return a disc that covers a settlement."""
    return Place(LatLon(53.9020, 27.5620), 15_000.0, Precision.LOCALITY)


def window(
    time: FourPoint | None = None,
    place: Place | None = None,
    kind: WindowKind = WindowKind.INSTANT_INSIDE,
    basis: TimeBasis = TimeBasis.STATED,
    **differing: object,
) -> Window:
    """Return a window; by default a late evening somewhere on a street."""
    plain = Window(
        place or street(),
        time or evening(),
        kind,
        basis,
        (reason("the words {words} were read as a late evening", words="late evening"),),
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def seen(
    window_id: int = 12,
    of: SubjectKind = SubjectKind.INCIDENT,
    place_name: str = "вуліца Прыкладная",
    shown: Window | None = None,
) -> WindowView:
    """Return a window as a page shows it."""
    return WindowView(
        window_id, of, shown or window(), place_name, "Prykladnaja street, near the shop", "late evening"
    )


def recording_window(number: int = 1) -> Window:
    """Return a fixed camera's window: a clock with an error, a field of view."""
    start = at(9, 22.2 + number * 0.15)
    time = FourPoint(
        start - timedelta(seconds=9),
        start + timedelta(seconds=9),
        start + timedelta(minutes=11, seconds=-9),
        start + timedelta(minutes=11, seconds=9),
    )
    camera = Place(LatLon(53.9138 + number * 0.0004, 27.5470 + number * 0.0009), 20.0, Precision.EXACT)
    view = View(azimuth_deg=40.0, opening_deg=62.0, range_m=120.0)
    return window(time, camera, WindowKind.LASTING, TimeBasis.CLOCK, clock_sigma_s=3.0, view=view)


def posted_window(number: int = 1, place: Place | None = None) -> Window:
    """Return the window of a video known only by when it was posted."""
    posted = at(9, 23 + number * 0.21)
    shown = window(within(posted - timedelta(hours=6), posted), place, WindowKind.LASTING, TimeBasis.POSTED)
    return replace(shown, place=place)


def terms(time_bits: float = 6.4, place_bits: float = 4.1) -> tuple[TermView, ...]:
    """Return the terms of a score."""
    return (
        TermView("prior", -7.2, reason("one in {many} recordings of that night shows it", many=147)),
        TermView("time", time_bits, reason("recorded in the same {minutes} minutes", minutes=10)),
        TermView("place", place_bits, reason("{metres} m away", metres=80)),
        TermView("view", -0.6, reason("the camera looks past the place")),
    )


def match(number: int = 1, *, is_placed: bool = True) -> MatchView:
    """Return a match with a camera, or with a video of unknown place."""
    bars = terms(6.4 - number * 0.5) if is_placed else terms(4.0 - number * 0.4)[:2]
    shown = recording_window(number) if is_placed else posted_window(number)
    of = SubjectKind.COMMUNICATION if number % 4 == 3 else SubjectKind.RECORDING
    name = "вуліца Прыкладная" if is_placed else ""
    return MatchView(
        ref=f"sample-channels:street/{7548 + number}",
        kind=of,
        title=f"Camera {number} at the crossing" if is_placed else f"Відэа {number}",
        score_bits=sum(bar.bits for bar in bars),
        is_placed=is_placed,
        terms=bars,
        window_id=12,
        matched=WindowView(100 + number, of, shown, name, "", ""),
        is_invented=True,
        duration_s=661.0,
    )


def citation() -> CitationView:
    """Return a citation with the source's own words."""
    return CitationView(
        source="Sample cases",
        ref=INCIDENT_REF,
        words=(("place", "Prykladnaja street, near the shop"), ("time", "late evening"), ("unit", "OMON")),
        url="https://example.org/case/13/",
        reliability="B",
        credibility=3,
        basis="saw",
        digest="3f" * 32,
        imported_at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
        is_invented=True,
    )


def claim() -> ClaimView:
    """Return a press figure."""
    return ClaimView(5, "Sample press", "detained.reported", "6 000", "unverified", (citation(),))


def incident_row(number: int = 13, **differing: object) -> IncidentRow:
    """Return an incident in a list."""
    plain = IncidentRow(
        ref=f"sample-cases:{number}",
        title="Stun grenades and rubber bullets at a crowd",
        windows=(seen(),),
        acts=("force.excessive", "force.weapon"),
        mentions=("OMON", "plain-clothed"),
        injuries=2,
        best_bits=2.7,
        matches=31,
        is_invented=True,
        wants_solving=False,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def incidents(chosen: IncidentFilter | None = None, count: int = 6) -> IncidentList:
    """Return a page of incidents."""
    rows = tuple(incident_row(13 + index, wants_solving=index == 2) for index in range(count))
    if count > 3:
        unknown = window(FourPoint.unknown(), basis=TimeBasis.UNKNOWN, place=town())
        lost = seen(14, place_name="Мінск", shown=unknown)
        rows = (
            *rows[:3],
            replace(rows[3], windows=(seen(), lost, seen(15)), best_bits=None, matches=0),
            *rows[4:],
        )
    return IncidentList(
        chosen=chosen or IncidentFilter(),
        total=count and 61,
        is_more=False,
        pages=max(1, count and 4),
        rows=rows,
        sources=(Choice("sample-cases", 61),),
        acts=(Choice("force.excessive", 31), Choice("force.weapon", 9)),
        mentions=(Choice("OMON", 40), Choice("Undefined", 12)),
        towns=(Choice("Мінск", 44), Choice("Гродна", 6)),
        days=(Choice("2020-08-09", 12), Choice("2020-08-10", 20)),
    )


def match_list(count: int, *, is_placed: bool = True, page: int = 1) -> MatchList:
    """Return one page of as many matches."""
    rows = [match(number, is_placed=is_placed) for number in range(1, count + 1)]
    kinds = (Choice("recording", count - 1), Choice("communication", 1))
    return MatchList(tuple(rows[(page - 1) * MATCH_ROWS : page * MATCH_ROWS]), page, count, kinds)


def incident(placed: int = 9, unplaced: int = 5, page: int = 1) -> IncidentPage:
    """Return an incident with two windows and its matches."""
    wanting = window(
        within(at(9, 24), at(10, 48)), town(), wanting=reason("no street of that name in the town")
    )
    return IncidentPage(
        ref=INCIDENT_REF,
        title="Stun grenades and rubber bullets at a crowd",
        summary="A crowd was driven out of a street by night; several people were hurt.",
        is_invented=True,
        windows=(
            seen(),
            seen(13, SubjectKind.INJURY, "Мінск", wanting),
            replace(
                seen(papers_of_cast.LEG_WINDOW, SubjectKind.LEG, "Прыкладны пастарунак"),
                leg_kind="police_station",
            ),
        ),
        papers=papers_of_cast.of_incident(INCIDENT_REF, citation(), window()),
        acts=(
            ActView("force.excessive", "Use of excessive force", "unarmed crowd"),
            ActView("force.weapon", "Use of stun grenades (close proximity)", "unarmed crowd"),
        ),
        injuries=(InjuryView("chest", "bruise", "kinetic_round", "rubber bullets"),),
        mentions=(MentionView("OMON", "alleged_actor"), MentionView("unarmed crowd", "victim")),
        evidence_kind="video",
        citations=(citation(),),
        placed=match_list(placed, page=page),
        unplaced=match_list(unplaced, is_placed=False),
        credits=("© Somebody, CC BY 4.0",),
        streets=streets(),
        following="sample-cases:14",
    )


def recordings(count: int = 5) -> RecordingList:
    """Return a page of recordings, one of them without a window."""
    rows = tuple(
        RecordingRow(
            ref=f"sample-channels:street/{7548 + number}",
            title=f"Camera {number} at the crossing",
            kind="fixed_camera",
            window=seen(100 + number, SubjectKind.RECORDING, shown=recording_window(number))
            if number > 1
            else None,
            duration_s=661.0,
            matches=number,
            best_bits=2.1,
            is_invented=True,
        )
        for number in range(1, count + 1)
    )
    total = 48 if count else 0
    return RecordingList(total, 3 if count else 1, 1, "", None, "", rows, (Choice("sample-channels", 48),))


def recording() -> RecordingPage:
    """Return a fixed camera's recording with the incident that it may show."""
    matched = replace(
        match(1), ref=INCIDENT_REF, kind=SubjectKind.INCIDENT, window_id=101, duration_s=None, matched=seen()
    )
    return RecordingPage(
        ref=RECORDING_REF,
        title="Camera 1 at the crossing",
        kind="fixed_camera",
        subject=SubjectKind.RECORDING,
        is_invented=True,
        details=(("length", "11:01"), ("picture", "1280 × 720")),
        text="",
        windows=(seen(101, SubjectKind.RECORDING, shown=recording_window()),),
        citations=(citation(),),
        placed=MatchList((matched,), 1, 1),
        unplaced=MatchList((), 1, 0),
        credits=(),
    )


def messages(count: int = 4) -> MessageList:
    """Return a page of messages."""
    rows = tuple(
        MessageRow(
            ref=f"sample-radio:{40 + number}",
            title=f"Паведамленне {number}",
            kind="radio",
            channel="155.2 MHz",
            text="Каля крамы людзі, чакаем.",
            window=seen(200 + number, SubjectKind.COMMUNICATION, shown=posted_window(number, town())),
            matches=2,
            best_bits=-1.5,
            is_invented=True,
        )
        for number in range(1, count + 1)
    )
    total = 44 if count else 0
    return MessageList(total, 3 if count else 1, 1, "", rows, (Choice("sample-radio", 44),))


def message() -> RecordingPage:
    """Return a radio message."""
    alone = replace(match(2, is_placed=False), kind=SubjectKind.INCIDENT, window_id=201, duration_s=None)
    return replace(
        recording(),
        ref=MESSAGE_REF,
        title="Паведамленне 1",
        kind="radio",
        subject=SubjectKind.COMMUNICATION,
        details=(("channel", "155.2 MHz"), ("sender", "Дуб-1")),
        text="Каля крамы людзі, чакаем.",
        windows=(seen(201, SubjectKind.COMMUNICATION, shown=posted_window(1, town())),),
        unplaced=MatchList((alone,), 1, 1),
        near=near(),
    )


def near() -> NearbyPage:
    """Return an incident near a message by a deployment, with an injury and without."""
    one = NearView(
        ref=INCIDENT_REF,
        title="Stun grenades at a crowd",
        is_invented=True,
        injuries=(InjuryView("leg", "bruise", "blunt", "hit on the leg"),),
        acts=("force.excessive",),
        least_m=0.0,
        most_m=640.0,
        minutes=10.0,
        certainty=Certainty.POSSIBLE,
        reasons=(reason("at least {minutes} min apart", minutes=10),),
        deployment=citation(),
        citation=citation(),
    )
    return NearbyPage((one, replace(one, injuries=())), 2, by_deployment=True, has_spot=True)


def unit_row(name: str = "Першы ўзорны атрад", depth: int = 1, **differing: object) -> UnitRow:
    """Return a unit in the tree."""
    plain = UnitRow(
        ref=UNIT_REF,
        name=Name(name),
        names=(("be", name), ("ru", "Первый образцовый отряд"), ("en", "First sample detachment")),
        depth=depth,
        parent_ref="sample-units:ministry" if depth else "",
        mentions=7,
        is_invented=True,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def units() -> tuple[UnitRow, ...]:
    """Return a tree of three units."""
    ministry = unit_row("Узорнае міністэрства", 0, ref="sample-units:ministry", names=())
    return (
        ministry,
        unit_row(),
        unit_row("Другая рота", 2, ref="sample-units:second", parent_ref=UNIT_REF, names=()),
    )


def unit() -> UnitPage:
    """Return a unit with a parent, a child, a claim and words that may mean it."""
    top, own, below = units()
    return UnitPage(
        papers=papers_of_cast.of_unit(citation(), window()),
        ref=own.ref,
        name=Name("Першы ўзорны атрад", "Peršy ŭzorny atrad"),
        names=own.names,
        parents=(top,),
        children=(below,),
        claims=(ClaimView(9, "", "formed", "1991", "accepted", (citation(),)),),
        citations=(citation(),),
        mentions=(Choice("OMON", 40), Choice("riot police & co", 3)),
        incidents=(incident_row(),),
        is_invented=True,
    )


def overview() -> Overview:
    """Return the book in one look."""
    dots = (
        Dot(53.9, 27.6, 9, "вуліца Прыкладная", ""),
        Dot(53.7, 23.8, 2, "Гродна", ""),
        Dot(52.4, 31.0, 1, "Гомель", INCIDENT_REF),
    )
    days = tuple(
        Day(date(2020, 8, day), acts, acts // 2 + 1)
        for day, acts in ((9, 31), (10, 52), (11, 44), (12, 20), (15, 3))
    )
    return Overview(
        book_name="Узорная кніга",
        numbers=(
            Number("incidents", 61, "incidents"),
            Number("acts", 150, "incidents"),
            Number("injuries", 33, "incidents"),
            Number("recordings", 3297, "recordings"),
            Number("messages", 12_200, "messages"),
            Number("units", 15, "units"),
        ),
        days=days,
        dots=dots,
        claims=(claim(),),
        waiting=(
            Number("places_to_solve", 4, "incidents"),
            Number("recordings_without_place", 2800, "recordings", "placed=no"),
        ),
        basis_shares=((TimeBasis.POSTED, 3250), (TimeBasis.CLOCK, 47)),
        acts=(Choice("force.excessive", 31), Choice("force.weapon", 9)),
        towns=(Choice("Мінск", 44), Choice("Гродна", 6)),
        credits=("© Somebody, CC BY 4.0",),
        invented=43,
        found=Found(97, ((1, 40), (10, 71), (50, 86))),
    )


def counts() -> CountsPage:
    """Return the acts broken down."""
    by_kind = CountTable(
        "kind",
        "act",
        150,
        (CountedPart("ill_treatment.beating", 100, 100), CountedPart("property.damage", 45, 45)),
        0,
        0,
        5,
        0,
        None,
    )
    twice = reason("an act whose source names two units is counted under both")
    by_mention = CountTable("mention", "mention", 150, (CountedPart("OMON", 120, 90),), 30, 4, 20, 20, twice)
    return CountsPage(7, 61, 150, 43, 2, (by_kind, by_mention))


def streets() -> tuple[StreetLine, ...]:
    """Return two streets."""
    line = tuple((point.lon, point.lat) for point in STREET)
    cross = ((27.5490, 53.9100), (27.5505, 53.9150), (27.5512, 53.9210))
    return (StreetLine("вуліца Прыкладная", (line,)), StreetLine("завулак Узорны", (cross,)))

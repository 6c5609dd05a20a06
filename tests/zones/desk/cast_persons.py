"""The cast of the pages of persons: mentions of invented officers, pairs of them, one person."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.zones.desk import cast

from crimebook.identity.agreement import Agreement
from crimebook.identity.edges import Verdict
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import reason
from crimebook.work.reading.page_parts import TermView
from crimebook.work.reading.person_pages import (
    ConflictView,
    DoubtView,
    GroundView,
    InvolvementView,
    LastView,
    MentionView,
    PairView,
    PersonFilter,
    PersonList,
    PersonPage,
    PersonRow,
    PostingView,
    ReviewPage,
    SaidView,
    SideView,
    StandardView,
)

PERSON_ID = 3
NAMES = {1: "Прыкладавец Адам Вымыслававіч", 2: "Prikladowets A.", 3: "Прикладовец Адам", 4: "Кантрольны Б."}


def mention(number: int = 1, **differing: object) -> MentionView:
    """Return what one source says of one invented officer."""
    plain = MentionView(
        mention_id=number,
        ref=f"sample-officers:p{number}",
        name=NAMES.get(number, f"Прыкладавец {number}"),
        alias_kind="legal",
        rank="police.major",
        unit_ref="",
        side="force",
        fields=(
            ("rank", "маёр міліцыі" if number % 2 else "major"),
            ("unit", "вымышлены полк"),
            ("helmet", "3307" if number != 2 else "3301"),
            ("role", "камандаваў шэрагам"),
        ),
        incident_ref=cast.INCIDENT_REF,
        incident_title="Збіццё на плошчы",
        citation=replace(cast.citation(), words=(("тэкст", "Камандаваў маёр, шлем 3307."),)),
        person_id=PERSON_ID if number in {1, 3} else number,
        is_invented=True,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def terms() -> tuple[TermView, ...]:
    """Return the reasons of a pair."""
    return (
        TermView("prior", -10.0, reason("two records are two until something says otherwise")),
        TermView("link", 14.5, reason("both give the same address")),
        TermView("acts", -2.0, reason("their acts are other ones")),
    )


def said(edge_id: int = 5, verdict: Verdict = Verdict.SAME, **differing: object) -> SaidView:
    """Return what somebody said of two mentions."""
    plain = SaidView(
        edge_id=edge_id,
        verdict=verdict,
        actor="Рэцэнзент",
        at=cast.at(12, 9.5),
        reason="адзін шлем",
        left=NAMES[1],
        right=NAMES[3],
        left_id=1,
        right_id=3,
        is_blind=True,
        second="",
        is_standing=True,
        can_be_taken_back=True,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def pair(left: int = 1, right: int = 2, **differing: object) -> PairView:
    """Return a pair that waits for a word."""
    plain = PairView(
        left=SideView(mention(left), (NAMES[3],), 2, is_suspect=True),
        right=SideView(mention(right), (), 1, is_suspect=False),
        bits=2.5,
        terms=terms(),
        is_blind=False,
        settles=3,
        needs_second=True,
        waits_for_second=False,
        against=(),
        seen=12,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def blind(left: int = 1, right: int = 2) -> PairView:
    """Return a pair whose score is hidden."""
    return pair(left, right, bits=None, terms=(), is_blind=True)


def last(**differing: object) -> LastView:
    """Return the reader's last decision."""
    plain = LastView(said(), 2.5, terms(), 12)
    return replace(plain, **differing)  # type: ignore[arg-type]


def review(shown: PairView | None = None, **differing: object) -> ReviewPage:
    """Return the review page."""
    plain = ReviewPage(
        pair=shown or pair(),
        following="1-4",
        left=41,
        waiting=2,
        is_more=False,
        last=last(),
        agreement=Agreement(20, 2, 0.9, 0.79, 0.79),
        may_judge=True,
        doubts=(DoubtView("1-3", NAMES[1], NAMES[3]),),
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def persons(chosen: PersonFilter | None = None, *, count: int = 2) -> PersonList:
    """Return a page of the list."""
    rows = tuple(
        PersonRow(
            person_id=PERSON_ID + index,
            name=NAMES[1],
            names=(NAMES[2], NAMES[3]),
            units=((cast.UNIT_REF, "Вымышлены полк"), ("", "нейкі атрад")),
            ranks=("police.major",),
            mentions=3,
            sources=2,
            status="named" if index % 2 == 0 else "",
            is_torn=index % 2 == 1,
            is_invented=True,
        )
        for index in range(count)
    )
    return PersonList(
        chosen or PersonFilter(),
        count,
        1,
        rows,
        ((cast.UNIT_REF, "Вымышлены полк"),),
    )


def since(year: int, month: int) -> datetime:
    """Return the first moment of a month."""
    return datetime(year, month, 1, tzinfo=UTC)


def posting(title: str = "камандзір роты", **differing: object) -> PostingView:
    """Return a post held from some time in 2018 until some time in 2021."""
    plain = PostingView(
        title=title,
        kind="head",
        rank="police.major",
        is_command=True,
        unit_ref=cast.UNIT_REF,
        unit_name="Вымышлены полк",
        time=FourPoint(since(2018, 3), since(2018, 9), since(2021, 1), since(2021, 6)),
        mention_id=1,
        citation=cast.citation(),
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def involvement(number: int = 1, **differing: object) -> InvolvementView:
    """Return what is alleged in one incident, with a ground for it and one against it."""
    plain = InvolvementView(
        involvement_id=number,
        incident_ref=cast.INCIDENT_REF,
        incident_title="Збіццё на плошчы",
        act="force.weapon",
        degree="ordered",
        mode="orders",
        status="named",
        standard="reasonable_suspicion",
        analyst="Investigator",
        reviewer="Рэцэнзент",
        decided="named",
        proposed="corroborated",
        proposed_by="Рэцэнзент",
        further="corroborated",
        missing=(reason("a second ground, of another source"),),
        grounds=(
            GroundView("video", "", "гучыць яго голас", exculpates=False, citation=cast.citation()),
            GroundView("insider", "", "быў у іншым горадзе", exculpates=True, citation=cast.citation()),
        ),
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def person(**differing: object) -> PersonPage:
    """Return the page of one person, with a conflict around it."""
    open_end = FourPoint(since(2021, 6), since(2021, 6), None, None)
    plain = PersonPage(
        person_id=PERSON_ID,
        name=NAMES[1],
        names=(("legal", NAMES[1]), ("legal", NAMES[3])),
        status="named",
        postings=(
            posting(),
            posting("намеснік начальніка", kind="deputy", is_command=False, time=open_end),
            posting("невядома", kind="undetermined", is_command=False, time=FourPoint.unknown()),
        ),
        standards=(StandardView("reasonable_suspicion", (involvement(),)),),
        ended=(involvement(2, status="cleared", grounds=()),),
        missing=(reason("no source tells when they were born"),),
        mentions=(mention(1), mention(3)),
        decisions=(
            said(),
            said(4, Verdict.UNSURE, is_standing=False, can_be_taken_back=False, reason=""),
            said(7, Verdict.SAME, second="Investigator"),
        ),
        conflicts=(ConflictView(said(6, Verdict.DIFFERENT), (said(),)),),
        together=(mention(1), mention(2), mention(3)),
        seen=12,
        may_judge=True,
        is_invented=True,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]

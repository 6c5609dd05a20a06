"""The cast of the pages of doubles: two tellings of one event, a group of three, one recording of several."""

from dataclasses import replace

from tests.zones.desk import cast

from crimebook.identity.doubles import DoubtKind
from crimebook.identity.edges import Verdict
from crimebook.identity.traits import Trait, TraitKind
from crimebook.stores.register.queries.doubts import DoubtRow, Named, TermRow
from crimebook.terms.reasons import reason
from crimebook.work.reading.besides import Besides, DecisionView, SaidView
from crimebook.work.reading.doubles import (
    ConflictView,
    DoubtFilter,
    DoubtList,
    DoubtPage,
    MemberView,
    PairView,
)
from crimebook.work.reading.page_parts import Choice, TermView

DOUBT_ID = 7
TRAIT = Trait(TraitKind.LINK, "a" * 40)


def terms() -> tuple[TermView, ...]:
    """Return the reasons of a pair."""
    return (
        TermView("prior", -3.0, reason("two records are two until something says otherwise")),
        TermView("link", 7.0, reason("both give the same address")),
        TermView("time", 2.0, reason("their times allow one moment, within {hours} h", hours=3.5)),
        TermView("acts", -2.0, reason("their acts are other ones")),
    )


def named(number: int = 1) -> Named:
    """Return a record by its name."""
    return Named(number, f"sample-cases:{number}", f"Збіццё на плошчы {number}", is_invented=True)


def row(kind: DoubtKind = DoubtKind.LINK, **differing: object) -> DoubtRow:
    """Return a doubt in the queue."""
    stored = tuple(TermRow(term.name, term.bits, term.reason) for term in terms())
    plain = DoubtRow(
        DOUBT_ID, "incident", kind, TRAIT, 2, 2, 4.0, False, True, 1, stored, (named(1), named(2))
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def said(verdict: Verdict = Verdict.SAME, change: int = 5, reason: str = "the same coat") -> SaidView:
    """Return what somebody said."""
    return SaidView(
        verdict, "Рэцэнзент", cast.at(12, 9.5), reason, change, "sample-cases:1", "sample-cases:2"
    )


def doubles(chosen: DoubtFilter | None = None, *, count: int = 4) -> DoubtList:
    """Return a page of the queue."""
    kinds = (DoubtKind.LINK, DoubtKind.EVENT, DoubtKind.SHARED, DoubtKind.SCENE)
    rows = tuple(row(kinds[index % 4], members=2 + index, left=index) for index in range(count))
    return DoubtList(
        chosen or DoubtFilter(),
        count,
        False,
        1,
        rows,
        (Choice("link", 3), Choice("event", 1)),
        (Choice("sample-cases", 0), Choice("sample-channels", 0)),
    )


def member(number: int = 1) -> MemberView:
    """Return a record of a doubt."""
    return MemberView(
        number=number,
        record_id=number,
        ref=f"sample-cases:{number}",
        title=f"Збіццё на плошчы {number}",
        is_invented=True,
        windows=(cast.seen(20 + number),),
        acts=cast.incident().acts,
        links=("https://example.org/video/" + "a" * 90,),
        duration_s=None,
        details=(),
        citations=(
            replace(cast.citation(), words=(("тэкст", "Чалавека збілі каля крамы."), ("time", "evening"))),
        ),
    )


def pair(left: int = 1, right: int = 2, **differing: object) -> PairView:
    """Return a pair that nobody has spoken of."""
    plain = PairView(left, right, left, right, 4.0, terms(), None, False)
    return replace(plain, **differing)  # type: ignore[arg-type]


def doubt(
    count: int = 2, *, is_decided: bool = False, is_torn: bool = False, **differing: object
) -> DoubtPage:
    """Return the page of a doubt about ``count`` records."""
    pairs = tuple(pair(one, two) for one in range(1, count + 1) for two in range(one + 1, count + 1))
    if is_decided:
        pairs = (replace(pairs[0], said=said(), is_answered=True), *pairs[1:])
    decisions = (
        DecisionView(
            5, said(), (("sample-cases:1", "sample-cases:2"), ("sample-cases:1", "sample-cases:3")), True
        ),
        DecisionView(4, said(Verdict.UNSURE, 4, ""), (("sample-cases:1", "sample-cases:2"),), False),
    )
    plain = DoubtPage(
        doubt=row(members=count),
        members=tuple(member(number) for number in range(1, count + 1)),
        pairs=pairs,
        pairs_in_all=len(pairs),
        open_pairs=len(pairs) - is_decided,
        conflicts=(ConflictView(said(Verdict.DIFFERENT, 6), (said(),)),) if is_torn else (),
        decisions=decisions if is_decided or is_torn else (),
        seen=12,
        may_judge=True,
        following=8,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def besides() -> Besides:
    """Return what the page of a record says of its doubles."""
    return Besides(
        together=(named(1), replace(named(2), ref=cast.INCIDENT_REF)),
        decided=(said(),),
        shared=((row(DoubtKind.SHARED, members=3), (named(4), named(5))),),
    )

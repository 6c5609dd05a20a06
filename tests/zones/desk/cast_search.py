"""The cast of the search: a page of what was found, all invented."""

from dataclasses import replace
from datetime import date

from crimebook.search.kinds import RecordKind
from crimebook.search.marking import Excerpt, Part
from crimebook.search.plans import Net
from crimebook.work.finding import SearchPage, SearchQuestion, SearchRow
from crimebook.work.reading.page_parts import Choice


def row(**differences: object) -> SearchRow:
    """Return an incident that was found."""
    plain = SearchRow(
        ref="sample-cases:13",
        kind=RecordKind.INCIDENT,
        shown_with="",
        title=(Part("Prykladnaja street, "), Part("late", is_hit=True), Part(" evening")),
        excerpt=Excerpt(
            (Part("<b>каля</b> "), Part("крамы", is_hit=True), Part(" & далей")), is_cut_before=True
        ),
        source="sample-cases",
        places=("вуліца Прыкладная",),
        first_day=date(2020, 8, 9),
        last_day=date(2020, 8, 10),
        is_invented=True,
        score=4.2,
    )
    return replace(plain, **differences)  # type: ignore[arg-type]


def page(asked: SearchQuestion | None = None) -> SearchPage:
    """Return a page with a record of every kind."""
    return SearchPage(
        asked=asked or SearchQuestion("крама"),
        rows=(
            row(),
            row(ref="sample-channels:street/7549", kind=RecordKind.RECORDING, first_day=None, last_day=None),
            row(ref="sample-radio:41", kind=RecordKind.MESSAGE, is_invented=False),
            row(ref="sample-units:first", kind=RecordKind.CLAIM, shown_with="sample-units:first"),
            row(ref="sample-press:f1", kind=RecordKind.CLAIM),
        ),
        total=45,
        pages=3,
        net=Net.SLIPS,
        missing=7,
        is_cut=True,
        kinds=(Choice("incident", 20), Choice("claim", 25)),
        sources=(Choice("sample-cases", 45),),
        acts=(Choice("force.weapon", 9),),
        places=(Choice("вуліца Прыкладная", 45),),
    )

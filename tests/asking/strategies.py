"""Answers that a person could give, by question: what the tests of this room draw from."""

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from crimebook.asking.answers import DAY_PARTS
from crimebook.asking.questionnaire import Kind, Question, load_form

FORM = load_form()
WAYS = tuple(way.id for way in FORM.ways)
KNOWN = {"akrestsina": "Akrestsina", "zhodzina": "Zhodzina"}

words = st.text("абвў'éqz 7\n", min_size=1, max_size=30).filter(lambda text: text.strip() == text)
dates = st.dates(date(2020, 1, 1), date(2021, 12, 31)).map(date.isoformat)
times = st.times().map(lambda each: each.strftime("%H:%M"))
moments = st.fixed_dictionaries(
    {"words": words},
    optional={"date": dates, "part": st.sampled_from(DAY_PARTS), "time": times, "time_to": times},
)
places = st.fixed_dictionaries(
    {"words": words}, optional={"known": st.sampled_from(sorted(KNOWN))}
) | st.builds(
    lambda lat, lon, radius_m: {"lat": lat, "lon": lon, "radius_m": radius_m},
    st.floats(-90, 90).map(lambda each: round(each, 5)),
    st.floats(-180, 180).map(lambda each: round(each, 5)),
    st.integers(0, 5000),
)
untimed = st.fixed_dictionaries(
    {"words": words}, optional={"part": st.sampled_from(DAY_PARTS), "time": times}
)
periods = st.fixed_dictionaries({}, optional={"from": moments, "until": untimed})
numbers = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(
    lambda each: {"at_least": min(each), "at_most": max(each)}
)


def values(question: Question) -> st.SearchStrategy[Any]:
    """Values in their one form that answer a question, special answers among them."""
    specials = [st.just(each.answer) for each in question.specials]
    return st.one_of(substantial(question), *specials)


def substantial(question: Question) -> st.SearchStrategy[Any]:
    """Values that say something of the matter."""
    codes = st.sampled_from(question.codes() or ("",))
    in_order = st.sets(codes, min_size=1).map(
        lambda chosen: [each for each in question.codes() if each in chosen]
    )
    legs = st.fixed_dictionaries({"leg": codes}, optional={"place": places, "period": periods.filter(bool)})
    files = st.fixed_dictionaries({"name": st.just("IMG_1.jpg")}, optional={"shows": words, "taken": moments})
    parts = {part.code: words for part in question.parts}
    by_kind: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.NOTICE: st.just(value=True),
        Kind.CHOICE: codes,
        Kind.CONSENT: codes,
        Kind.CHOICES: in_order,
        Kind.BODY: in_order,
        Kind.TEXT: words,
        Kind.LONG_TEXT: words,
        Kind.FIELDS: st.fixed_dictionaries({}, optional=parts).filter(bool),
        Kind.NUMBER: numbers,
        Kind.DATE_WORDS: moments,
        Kind.PERIOD: periods.filter(bool),
        Kind.PLACE: places,
        Kind.LEGS: st.lists(legs, min_size=1, max_size=3),
        Kind.FILES: st.lists(files, min_size=1, max_size=3),
    }
    return by_kind[question.kind]


FULL_ANSWERS: dict[Kind, Any] = {
    Kind.NOTICE: True,
    Kind.TEXT: "Словы",
    Kind.LONG_TEXT: "Словы",
    Kind.NUMBER: {"at_least": 3, "at_most": 5},
    Kind.DATE_WORDS: {"date": "2020-08-10", "part": "night", "words": "каля поўначы"},
    Kind.PLACE: {"known": "akrestsina"},
    Kind.LEGS: [{"leg": "transport", "period": {"from": {"words": "вечарам"}}}],
    Kind.FILES: [{"name": "a.jpg", "shows": "двор"}],
}


def everything(question: Question) -> Any:
    """The first answer that leads to no other way; all of several choices."""
    elsewhere = {code for lead in question.leads if lead.way for code in lead.any_of}
    if question.kind in {Kind.CHOICE, Kind.CONSENT}:
        return next(code for code in question.codes() if code not in elsewhere)
    if question.kind in {Kind.CHOICES, Kind.BODY}:
        return list(question.codes())
    if question.kind is Kind.FIELDS:
        return {part.code: "123" for part in question.parts}
    return FULL_ANSWERS[question.kind]


@cache
def answered(way: str) -> st.SearchStrategy[dict[str, Any]]:
    """Some answers on a way or the two that its answers lead to: drawn where the way hangs on them."""
    questions = {each.id: each for name in (way, "under_18", "for_a_child") for each in FORM.questions(name)}
    asked_for = {each.when.question for each in questions.values() if each.when}
    deciding = {key: values(each) for key, each in questions.items() if each.leads or key in asked_for}
    others = {key: everything(each) for key, each in questions.items() if key not in deciding}
    return st.builds(
        lambda drawn, chosen: {**drawn, **{key: others[key] for key in chosen}},
        st.fixed_dictionaries({}, optional=deciding),
        st.sets(st.sampled_from(sorted(others))),
    )


ways_and_answers = st.sampled_from(WAYS).flatmap(lambda way: st.tuples(st.just(way), answered(way)))

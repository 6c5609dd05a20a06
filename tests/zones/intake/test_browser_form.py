"""The browser asks the same questions, takes the same answers and walks the same way as Python does."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.asking.strategies import FORM, KNOWN, WAYS, values
from tests.zones.intake.scripts import ScriptError, call_all, needs_node

from crimebook.asking.answers import Answer, check_answer
from crimebook.asking.contacts import load_contact_kinds
from crimebook.asking.fields import fields_from_answer, raw_from_fields
from crimebook.asking.flow import interruption, path, sent_answers
from crimebook.asking.questionnaire import Kind, Question
from crimebook.asking.summary import summary_rows
from crimebook.stores.intake.folder import KnownPlace
from crimebook.zones.intake.scripted import packed_form, script_value

pytestmark = needs_node

PACKED = json.loads(json.dumps(packed_form(FORM, "be")))
WAY_QUESTIONS = {way["id"]: [PACKED["questions"][at] for at in way["questions"]] for way in PACKED["ways"]}
PLACES = [{"code": code, "label": label} for code, label in KNOWN.items()]
QUESTIONS = {question.id: question for way in WAYS for question in FORM.questions(way)}
EXPORTED = {each["id"]: each for questions in WAY_QUESTIONS.values() for each in questions}
asked = st.sampled_from(list(QUESTIONS.values()))
# Each example starts node once and asks it much.
many = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


def _whole(question: Question) -> dict[str, Any]:
    """The exported question with the options of all ways."""
    options = [{"code": each.code, "label": each.labels["be"], "hint": ""} for each in question.options]
    return EXPORTED[question.id] | {"options": options}


@many
@given(st.lists(asked.flatmap(lambda each: st.tuples(st.just(each), values(each))), min_size=60, max_size=60))
def test_an_answer_is_the_same_value_read_from_the_same_fields(answers: list[tuple[Question, Any]]):
    calls = []
    for question, value in answers:
        fields = fields_from_answer(question, value)
        calls.append(("rawAndAnswer", _whole(question), fields, list(KNOWN)))
    for (question, value), got in zip(answers, call_all(*calls), strict=True):
        raw = raw_from_fields(question, fields_from_answer(question, value))
        wanted = check_answer(question, raw, KNOWN)
        assert isinstance(wanted, Answer)
        assert not isinstance(got, ScriptError), (question.id, value, got)
        assert got == wanted.value, question.id


RAW: dict[Kind, list[Any]] = {
    Kind.TEXT: [
        "",
        " \t",
        "a\u202eb",
        "x" * 301,
        "y" * 300,
        "w" * 201,
        "\x00",
        "\ud800",
        " тэкст\r\n",
        7,
        "é́",
    ],
    Kind.LONG_TEXT: [
        "\U0001fae9",
        "\ufdd0",
        "\U0001fffe",
        "\u0378",
        "слово " * 4000,
        "я" * 5001,
        "a\tb",
        "\ufeff",
        "\u3000а\u3000",
    ],
    Kind.NUMBER: [
        "20",
        "20-30",
        " ад 20 да 30",
        "30-20",
        "-1",
        "٣",
        "1e3",
        {"at_least": "5"},
        {"at_most": "x"},
        "",
    ],
    Kind.DATE_WORDS: [
        {"date": "9.8.2020"},
        {"date": "2020-08-09", "date_to": "2020-08-08"},
        {"date": "30.02.2020"},
        {"date": "29/02/2020"},
        {"date": "1899-12-31"},
        {"time": "23"},
        {"time": "9.05", "time_to": "24"},
        {"part": "dawn"},
        {"words": ""},
        {"what": "x"},
        "words",
        {"words": {"words": "x"}},
    ],
    Kind.PERIOD: [
        {"from": {"date": "2020-08-09"}, "until": {"date": "2020-08-08"}},
        {"from": {}, "until": {"words": "раніцай"}},
        {"from": "x"},
    ],
    Kind.PLACE: [
        {"lat": "53.90001", "lon": "27.5", "radius_m": "300"},
        {"lat": "53.9"},
        {"lat": "91", "lon": "0"},
        {"lat": "nan", "lon": "0"},
        {"known": "nowhere"},
        {"known": "akrestsina", "words": " каля рынку "},
        {"lat": "", "lon": "", "radius_m": "", "words": ""},
        {"lat": "1", "lon": "2", "radius_m": "100001"},
    ],
    Kind.CHOICE: ["", "no such", ["yes"], {"unknown": True}, {"unsaid": True}, {"unknown": False}],
    Kind.CHOICES: [[], ["no such"], "", {"unknown": True}],
    Kind.LEGS: [[{"leg": ""}], [{"place": {"words": "x"}}], "x", [{}] * 3],
    Kind.FILES: [[{"name": ""}], [{"name": "a", "shows": "x" * 501}], [{"shows": "x"}]],
    Kind.NOTICE: ["read", "x", True],
}


def test_what_python_refuses_the_browser_refuses_for_the_same_reason():
    cases = []
    for question in QUESTIONS.values():
        cases += [(question, raw) for raw in RAW.get(question.kind, [])]
    results = call_all(
        *(("answers.readAnswer", _whole(question), raw, list(KNOWN)) for question, raw in cases)
    )
    for (question, raw), got in zip(cases, results, strict=True):
        wanted = check_answer(question, raw, KNOWN)
        if isinstance(wanted, Answer):
            assert got == wanted.value, (question.id, raw)
        else:
            assert isinstance(got, ScriptError), (question.id, raw)
            assert (got.told["kind"], got.told["part"]) == (wanted.kind.value, wanted.part), (
                question.id,
                raw,
            )


def _draft(way: str) -> st.SearchStrategy[dict[str, Any]]:
    ids = [*dict.fromkeys(question.id for question in (*FORM.questions(way), *FORM.questions("under_18")))]
    return st.fixed_dictionaries({}, optional={each: values(QUESTIONS[each]) for each in ids})


drafts = st.sampled_from(WAYS).flatmap(lambda way: st.tuples(st.just(way), _draft(way)))


@many
@given(st.lists(drafts, min_size=20, max_size=20))
def test_the_way_is_the_same_way_and_the_same_answers_are_sent(drafts: list[tuple[str, dict[str, Any]]]):
    results = call_all(*(("walk", PACKED, way, answers) for way, answers in drafts))
    for (way, answers), got in zip(drafts, results, strict=True):
        wanted = path(FORM, way, answers)
        assert got["path"] == [question.id for question in wanted]
        assert got["sent"] == sent_answers(FORM, way, answers)
        pages = [interruption(question, answers.get(question.id)) for question in wanted]
        assert got["pages"] == pages


def _codes(value: Any) -> set[str]:
    return {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()


def _offered(way: str, question_id: str) -> set[str]:
    return {option.code for option in QUESTIONS[question_id].options_of(way)}


@many
@given(st.lists(drafts, min_size=20, max_size=20))
def test_all_answers_are_shown_in_the_same_words(drafts: list[tuple[str, dict[str, Any]]]):
    results = call_all(*(("sayAll", PACKED, way, answers, PLACES) for way, answers in drafts))
    for (way, answers), got in zip(drafts, results, strict=True):
        rows = summary_rows(FORM, way, answers, "be", KNOWN)
        wanted = [(row.question, list(row.lines)) for row in rows if row.is_answered]
        # An option that this way does not offer has no words there, and nobody can have chosen it.
        offered = [_codes(answers[name]) <= _offered(way, name) for name, _ in wanted]
        pairs = zip(got, wanted, offered, strict=True)
        differing = [
            (name, said, lines) for said, (name, lines), is_offered in pairs if is_offered and said != lines
        ]
        assert differing == []


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_what_scripts_are_given_holds_all_pages_texts_and_places(language: str):
    place = KnownPlace("akrestsina", (("be", "б"), ("ru", "р"), ("en", "e")))
    told = script_value(FORM, language, load_contact_kinds(), [place])
    assert told["places"] == [{"code": "akrestsina", "label": {"be": "б", "ru": "р", "en": "e"}[language]}]
    leads = {lead["page"] for question in told["form"]["questions"] for lead in question["leads"]} - {""}
    assert leads | {"twelve_words", "first_day"} <= set(told["pages"])
    assert all(told["texts"].values())
    assert len(json.dumps(told, ensure_ascii=False).encode()) < 200_000

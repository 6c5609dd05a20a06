"""Check your answers: every row can be said in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.asking.strategies import FORM, KNOWN, WAYS, ways_and_answers
from tests.asking.test_answers import questions_and_values

from crimebook.asking.answers import Refusal
from crimebook.asking.flow import path
from crimebook.asking.summary import refusal_text, summary_rows
from crimebook.terms.errors import NotFoundError
from crimebook.terms.vocabularies import LANGUAGES


@given(ways_and_answers, st.sampled_from(LANGUAGES))
def test_every_question_asked_has_its_row_and_every_answer_its_words(drawn, language):
    way, answers = drawn
    rows = summary_rows(FORM, way, answers, language, KNOWN)
    assert [row.question for row in rows] == [each.id for each in path(FORM, way, answers) if each.is_asked]
    for row in rows:
        assert row.is_answered == (row.question in answers)
        assert all(line.strip() for line in row.lines)
        assert row.title
        assert row.section


@given(questions_and_values, st.sampled_from(LANGUAGES))
def test_whatever_is_answered_can_be_said(drawn, language):
    question, value = drawn
    way = next((each for each in WAYS if question in path(FORM, each, {})), None)
    if way is not None and question.is_asked:
        (row,) = [
            each
            for each in summary_rows(FORM, way, {question.id: value}, language, KNOWN)
            if each.question == question.id
        ]
        assert row.is_answered


def rows_of(answers: dict[str, object], language: str = "be") -> dict[str, tuple[str, ...]]:
    rows = summary_rows(
        FORM, "victim", {"details": list(FORM.question("details").codes()), **answers}, language, KNOWN
    )
    return {row.question: row.lines for row in rows}


def test_rows_read_as_people_say_it():
    rows = rows_of(
        {
            "event_when": {
                "date": "2020-08-10",
                "time": "23:00",
                "time_to": "01:00",
                "words": "пасля сірэны",
            },
            "event_where": {"known": "akrestsina", "lat": 53.9, "lon": 27.5, "radius_m": 200},
            "actors_number": {"at_least": 3, "at_most": 5},
            "others_number": {"at_least": 2, "at_most": 2},
            "acts": ["ill_treatment.beating"],
            "actors_marks": {"helmet_number": "? 4 ?"},
            "detention_legs": [
                {"leg": "arrest", "place": {"words": "двор"}, "period": {"from": {"words": "як сцямнела"}}}
            ],
            "files": [{"name": "a.jpg", "shows": "двор"}],
            "consent_icc_un": "refused",
            "unit_heard": {"unknown": True},
        }
    )
    assert rows["event_when"] == ("10.08.2020, 23:00 – 01:00, пасля сірэны",)
    assert rows["event_where"] == ("Akrestsina, 53.90000, 27.50000, у межах 200 м",)
    assert rows["actors_number"] == ("Не менш за 3", "Не больш за 5")
    assert rows["others_number"] == ("2",)
    assert rows["acts"] == ("Збіццё",)
    assert rows["actors_marks"] == ("Нумар шлема: ? 4 ?",)
    assert rows["detention_legs"] == ("Затрыманне; двор; З якога часу: як сцямнела",)
    assert rows["files"] == ("a.jpg; двор",)
    assert rows["consent_icc_un"] == ("Згоды не даю",)
    assert rows["unit_heard"] == ("Не ведаю",)
    assert rows["vehicle"] == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Refusal))
def test_every_refusal_has_words(kind, language):
    text = refusal_text(FORM, kind, language, {"limit": 300, "length": 400})
    assert text
    assert "{" not in text


def test_a_refusal_without_words_is_an_error():
    with pytest.raises(NotFoundError, match="no words"):
        refusal_text(FORM, "boredom", "en", {})

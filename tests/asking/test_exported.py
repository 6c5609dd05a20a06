"""The form as a JSON value: the same questions, options and texts."""

import json

import pytest
from tests.asking.strategies import FORM

from crimebook.asking.exported import form_value
from crimebook.terms.vocabularies import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_gets_the_same_questions_in_the_same_order(language):
    value = json.loads(json.dumps(form_value(FORM, language)))
    assert value["name"] == FORM.name
    for way in value["ways"]:
        questions = FORM.questions(way["id"])
        assert [each["id"] for each in way["questions"]] == [each.id for each in questions]
        for exported, question in zip(way["questions"], questions, strict=True):
            assert exported["title"] == question.title(way["id"], language)
            assert [each["code"] for each in exported["options"]] == [
                each.code for each in question.options_of(way["id"])
            ]
            assert (exported["when"] is None) == (question.when is None)


def test_an_answer_that_leads_elsewhere_is_told():
    (victim,) = [each for each in form_value(FORM, "en")["ways"] if each["id"] == "victim"]
    safe, age = victim["questions"][:2]
    assert safe["leads"] == [{"any_of": ["no", "unsure"], "page": "danger", "way": ""}]
    assert age["leads"][0]["way"] == "under_18"

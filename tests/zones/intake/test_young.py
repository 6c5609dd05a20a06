"""The way of those under 18: no page of it speaks to them as to a stranger of age, in any language."""

import html
import re

import pytest
from django.test import Client
from tests.zones.intake.houses import House
from tests.zones.intake.reporters import Reporter

from crimebook.asking.flow import audience
from crimebook.asking.pages import load_pages
from crimebook.asking.questionnaire import load_form
from crimebook.zones.intake.scripted import script_words

_TAG = re.compile(r"<[^>]+>")
FORMAL = re.compile(
    r"\b([Вв]ы|[Вв]ас|[Вв]ам|[Вв]ами|[Вв]аш\w*|[а-яёіў]+(?:йте|ите|ьте|йтесь|итесь|йце|іце|ыце|цеся))\b",
)
SHARED = {"be": {"Пакіньце"}, "ru": set()}
SCRIPTED = (
    "without_words_advised", "leave_open", "sealing_words", "here_words", "no_words", "failed_expired",
    "failed_closed", "failed_unsigned", "seal_now", "fetched_later", "kept", "waiting", "stop", "sending",
)  # fmt: skip


def formal(text: str) -> list[str]:
    """Return the words of a page that are said to somebody whom one does not call "ты"."""
    words = html.unescape(_TAG.sub(" ", text))
    return [found.group(0) for found in FORMAL.finditer(words)]


def main_of(page: str) -> str:
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found
    return found[0]


def walk(reporter: Reporter, answers: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Go the whole way and return what every page said."""
    said = []
    for _ in range(40):
        said.append((reporter.at, main_of(reporter.page)))
        if reporter.at == "review":
            break
        reporter.answer(answers[reporter.at]) if reporter.at in answers else reporter.say_nothing()
        if 'data-page="interruption"' in reporter.page:
            said.append(("interruption", main_of(reporter.page)))
            reporter.press("next")
    said.append(("send", main_of(reporter.press("words").page)))
    said.append(("receipt", main_of(reporter.press("send:words").page)))
    return said


ANSWERS = {
    "safe_now": {"safe_now": "no"},
    "child_hurt_now": {"child_hurt_now": "yes"},
    "child_adult": {"child_adult": "knows_and_safe"},
    "child_come_back": {"child_come_back": "no"},
}


@pytest.mark.parametrize("language", ["be", "ru"])
def test_every_page_of_the_way_speaks_to_a_young_person(client: Client, house: House, language: str):
    said = walk(Reporter(client, language).begin("under_18"), ANSWERS)
    assert len(said) > 11
    found = {name: formal(text) for name, text in said}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("language", ["be", "ru"])
def test_somebody_who_says_their_age_is_spoken_to_so_from_then_on(
    client: Client, house: House, language: str
):
    reporter = Reporter(client, language).begin("victim").answer({"safe_now": "yes"})
    said = walk(reporter.answer({"age": "14_to_17"}), ANSWERS)
    found = {name: formal(text) for name, text in said if name != "review"}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("language", ["be", "ru"])
def test_a_page_that_refuses_an_answer_stays_kind(client: Client, house: House, language: str):
    reporter = Reporter(client, language).begin("under_18").answer({})
    assert reporter.response.status_code == 422
    assert formal(main_of(reporter.page)) == []


@pytest.mark.parametrize("language", ["be", "ru"])
def test_the_texts_of_the_scripts_that_this_way_shows_are_so_too(language: str):
    said = {name: formal(script_words()[name][language]) for name in SCRIPTED}
    assert {name: words for name, words in said.items() if words} == {}


def test_a_young_page_stands_for_one_that_there_is():
    names = [name for name in load_pages() if name.endswith("_young")]
    assert len(names) == 3
    assert all(name.removesuffix("_young") in load_pages() for name in names)


def test_the_answers_tell_whom_the_way_speaks_to():
    form = load_form()
    assert audience(form, "under_18", {}) == "young"
    assert audience(form, "victim", {"safe_now": "yes", "age": "under_14"}) == "young"
    assert audience(form, "victim", {"safe_now": "yes", "age": "18_to_24"}) == ""
    assert audience(form, "for_a_child", {}) == "child"
    told = {"safe_now": "yes", "adult": "adult", "harmed_age": "minor"}
    assert audience(form, "witness", told) == "child"
    assert audience(form, "medic", {"safe_now": "yes", "harmed_age": "minor"}) == "child"
    assert audience(form, "medic", {"safe_now": "yes", "harmed_age": "adult"}) == ""


@pytest.mark.parametrize("way", ["witness", "medic"])
def test_a_witness_or_medic_who_tells_of_a_child_is_not_spoken_to_as_the_one_hurt(
    client: Client, house: House, way: str
):
    reporter = Reporter(client).begin(way).answer({"safe_now": "yes"})
    if reporter.at == "adult":
        reporter.answer({"adult": "adult"})
    assert reporter.at == "harmed_age"
    said = walk(
        reporter.answer({"harmed_age": "minor"}),
        {"about_a_child_hurt_now": {"about_a_child_hurt_now": "yes"}},
    )
    names = [name for name, _ in said]
    assert names[:3] == ["about_a_child_notice", "about_a_child_hurt_now", "interruption"]
    assert "first_account" not in names
    for name, text in said:
        if name in {"interruption", "receipt"}:
            assert "The child&#x27;s first 24 hours" in text
            assert "What was done to you" not in text
    (body,) = house.reports()
    assert body.text == ""


def test_what_is_looked_for_would_be_found():
    assert formal("<p>Запишите ваши слова</p>") == ["Запишите", "ваши"] or formal("Ваши") == ["Ваши"]
    assert formal("Закрыйце старонку") == [] or formal("Выберыце") == ["Выберыце"]

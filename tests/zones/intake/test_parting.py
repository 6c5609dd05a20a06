"""Long lists in parts: nothing is lost, nothing comes twice, and both ways of drawing part alike."""

import pytest

from crimebook.asking.questionnaire import Kind, load_form
from crimebook.zones.intake.controls import Drawer
from crimebook.zones.intake.parting import MANY_OPTIONS, parted
from crimebook.zones.intake.scripted import packed_form

FORM = load_form()
LISTS = [
    (way.id, question)
    for way in FORM.ways
    for question in FORM.questions(way.id)
    if question.kind in {Kind.CHOICES, Kind.BODY}
]


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_every_option_stands_in_one_part_and_every_part_says_what_it_is(language: str):
    for way, question in LISTS:
        parts = parted(FORM, question, way, language)
        codes = [each.code for part in parts for each in part.options]
        assert sorted(codes) == sorted(each.code for each in question.options_of(way))
        assert len(codes) == len({*codes})
        assert len(parts) == 1 or all(part.title and part.options for part in parts)


def test_a_short_list_is_not_parted_and_that_of_acts_is():
    assert all(
        len(parted(FORM, question, way, "en")) == 1
        for way, question in LISTS
        if len(question.options_of(way)) <= MANY_OPTIONS
    )
    assert len(parted(FORM, FORM.question("acts"), "victim", "en")) > 5


def test_the_first_part_is_open_and_each_in_which_something_is_chosen():
    parts = parted(FORM, FORM.question("acts"), "victim", "en")
    chosen = parts[-1].options[0].code
    drawn = Drawer(FORM, "victim", "en", values={"acts": [chosen]}).draw(FORM.question("acts"))
    assert [group.is_open for group in drawn.groups] == [
        True,
        *[False] * (len(parts) - 2),
        True,
    ]
    assert all(group.is_folded for group in drawn.groups)


def test_scripts_are_given_the_parts_that_pages_without_them_have():
    packed = packed_form(FORM, "ru")
    for way in packed["ways"]:
        for number in way["questions"]:
            given = packed["questions"][number]
            if given["kind"] in {"choices", "body"}:
                parts = parted(FORM, FORM.question(given["id"]), way["id"], "ru")
                told = [(each["title"], each["codes"]) for each in given["parts_of_options"]]
                named = [(part.title, [each.code for each in part.options]) for part in parts if part.title]
                assert told == named

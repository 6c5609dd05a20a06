"""What leads to a person is known by what its column is called, and leaves the row; claims stay."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.exchange import cases, figures, institutions, posts, radio, recordings
from crimebook.exchange.headings import Role
from crimebook.exchange.mapping import MappingError, personal_columns, read_mapping, write_mapping
from crimebook.exchange.persons import (
    AGAIN,
    PERSONAL,
    number_again,
    person_role_of,
    set_answers_apart,
    set_apart,
    set_repeats_apart,
    set_table_apart,
)
from crimebook.exchange.suggesting import suggest_mapping
from crimebook.exchange.tables import PersonWords, Row

HEADINGS = {
    Role.PERSON_NAME: (
        "Full name", "surname", "victim_name", "Q3. Your name", "ФИО", "Имя пострадавшего",
        "Фамилия свидетеля", "прозвішча", "Імя сведкі", "имя",
    ),
    Role.PERSON_PHONE: ("phone", "Phone number", "Телефон заявителя", "тэлефон", "mobile"),
    Role.PERSON_EMAIL: ("e-mail", "Email of the witness", "эл. почта", "электронная пошта"),
    Role.PERSON_CONTACT: ("contact", "как связаться", "respondent telegram", "кантакты"),
    Role.PERSON_ADDRESS: ("home address", "адрес проживания", "месца жыхарства"),
    Role.PERSON_BIRTH: ("date of birth", "дата рождения", "Дата нараджэння", "dob"),
    Role.PERSON_DOCUMENT: ("passport no", "номер паспорта", "пашпарт"),
}  # fmt: skip
OTHERS = (
    "name", "date", "Address", "place name", "victim category", "Victims", "perpetrator name",
    "officer phone", "Имя командира", "прозвішча супрацоўніка", "consent_contact", "согласие на контакт",
    "phone was taken",
    "did they unlock your phone", "телефон изъяли", "number of victims", "название", "description",
    "unit phone", "relationship to the victim", "what the witness of all this saw of it", "пол", "",
)  # fmt: skip


@pytest.mark.parametrize(("role", "heading"), [(role, each) for role in HEADINGS for each in HEADINGS[role]])
def test_a_column_of_a_person_is_known_in_three_languages(role: Role, heading: str):
    assert person_role_of(heading) is role


@pytest.mark.parametrize("heading", OTHERS)
def test_a_claim_a_thing_and_a_consent_are_no_person(heading: str):
    assert person_role_of(heading) is None


@pytest.mark.parametrize("module", [cases, figures, institutions, posts, radio, recordings])
def test_no_column_of_our_own_lists_is_taken_for_a_person(module: Any):
    assert [each for each in module.REQUIRED if person_role_of(each)] == []


def test_a_table_loses_its_columns_of_persons_and_another_is_the_same():
    rows = [Row(2, {"No": "1", "ФИО": " a name "}), Row(3, {"No": "2", "ФИО": ""})]
    one, other = set_table_apart(rows)
    assert one == Row(2, {"No": "1"}, (PersonWords(Role.PERSON_NAME, "ФИО", "a name"),))
    assert other == Row(3, {"No": "2"})
    plain = [Row(2, {"No": "1", "Where": "x"})]
    assert next(iter(set_table_apart(plain))) is plain[0]
    assert list(set_table_apart([])) == []
    assert "a name" not in repr(one)


def test_a_group_about_officers_stays_whatever_its_questions_are_called():
    answers = {
        "officers/name": "a claim",
        "victim/name": "a name",
        "seen": json.dumps([{"seen/phone": "+1", "seen/officer": {"name": "a claim"}}]),
    }
    (row,) = set_answers_apart([Row(1, answers)], ("name", Role.PERSON_NAME))
    assert row.cells["officers/name"] == "a claim"
    assert json.loads(row.cells["seen"]) == [{"seen/officer": {"name": "a claim"}}]
    assert [each.words for each in row.apart] == ["a name", "+1"]


@pytest.mark.parametrize("cell", ["[{", "[{}", '[{"a": 1}]', "[{not json", '[{"a": [[{"b": null}]]}]'])
def test_what_is_no_repeated_group_of_persons_is_left_as_it_is(cell: str):
    row = Row(1, {"a": cell})
    assert set_repeats_apart(row) is row


def test_words_that_stand_for_nothing_are_nobody():
    roles = {"Who": Role.PERSON_NAME}
    assert set_apart(Row(1, {"Who": "Нет"}), roles, frozenset({"нет"})) == Row(1, {})


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "x", "y"])), max_size=8))
def test_rows_are_as_many_as_words_and_persons_together(told: list[tuple[str, str]]):
    rows = [
        Row(number, {"Where": where}, (PersonWords("person_name", "Who", who),) if who else ())
        for number, (where, who) in enumerate(told)
    ]
    numbered = list(number_again(rows))
    assert len({row.words for row in numbered}) == len(set(told))
    assert [row.cells["Where"] for row in numbered] == [where for where, _ in told]
    assert all(row.cells.get(AGAIN) != "1" for row in numbered)


MAPPING = 'version = 1\nname = "a-list"\n[columns]\nid = "No"\nperson_name = ["Who", "Whom"]\n'


def test_a_mapping_says_which_columns_are_persons_and_comes_back_as_it_was():
    mapping = read_mapping(MAPPING.replace("[columns]", 'not_persons = ["Phone"]\n[columns]').encode())
    assert personal_columns(mapping, ("No", "Who", "Whom", "Phone", "Passport")) == {
        "Who": Role.PERSON_NAME,
        "Whom": Role.PERSON_NAME,
        "Passport": Role.PERSON_DOCUMENT,
    }
    assert read_mapping(write_mapping(mapping)) == mapping


@pytest.mark.parametrize(
    "more",
    [
        'title = "Who"\n',
        'person_other = "Whom"\n',
        '[[consents]]\npurpose = "analysis"\ncolumn = "Who"\n',
    ],
)
def test_a_column_cannot_be_sealed_and_kept_in_words(more: str):
    with pytest.raises(MappingError, match=r"columns\.person_"):
        read_mapping((MAPPING + more).encode())


def test_a_constant_names_nobody():
    with pytest.raises(MappingError, match=r"constants\.person_name"):
        read_mapping((MAPPING + '[constants]\nperson_name = "a name"\n').encode())


@pytest.mark.parametrize(
    ("column", "values", "role"),
    [
        ("X", ("+375 29 123-45-67", "+375 (33) 765 43 21", "80291234567"), Role.PERSON_PHONE),
        ("X", ("a@example.org", "b.c@example.org", "d@example.org"), Role.PERSON_EMAIL),
        ("Name", ("one", "two", "three"), Role.PERSON_NAME),
        ("Victim name", ("one", "two", "three"), Role.PERSON_NAME),
        ("X", ("20200809", "20200810", "20200811"), None),
    ],
)
def test_a_column_of_persons_is_suggested_by_name_or_by_look(column: str, values: tuple[str, ...], role: Any):
    found = suggest_mapping([column], [{column: value} for value in values])
    personal = [each.role for each in found if each.role in PERSONAL]
    assert personal == ([role] if role else [])

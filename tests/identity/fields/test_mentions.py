from dataclasses import replace

import pytest

from crimebook.identity.fields.mentions import MentionWords, columns_of, row_of, words_table
from crimebook.identity.linking.explaining import explain
from crimebook.identity.linking.models import load_model

ONE = MentionWords(
    id=1,
    name="Климский Виктор Дмитриевич",
    rank="police.captain",
    unit_words="РУВД № 2, г. Вербогай",
    unit="7",
    badge="210 7698",
    birth="1968-08-21",
    told="2018-05-01",
)
OTHER = MentionWords(
    id=2, name="Wiktor Klimskij", rank="police.major", unit="7", badge="МВД 2107698", told="2021-03-01"
)


def levels(one: MentionWords, other: MentionWords) -> dict[str, str]:
    return {term.name: term.level for term in explain(row_of(one), row_of(other), load_model("persons"))}


def test_two_mentions_are_explained_field_by_field() -> None:
    found = levels(ONE, OTHER)
    assert found.pop("surname") in {"same", "sound"}
    assert found == {"prior": "", "given": "same", "badge": "same", "unit": "same", "rank": "next"}


def test_what_is_alike_weighs_and_what_differs_weighs_against() -> None:
    terms = {
        term.name: term.bits
        for term in explain(
            row_of(ONE), row_of(replace(OTHER, birth="1981-01-02", badge="")), load_model("persons")
        )
    }
    assert terms["surname"] > 5
    assert terms["birth"] < -5


def test_who_falls_in_rank_over_time_is_told_from_who_rises() -> None:
    assert levels(replace(ONE, told="2022-01-01"), OTHER)["rank"] == "near"
    assert levels(ONE, replace(OTHER, rank="police.private"))["rank"] == "other"


def test_a_birth_of_a_year_alone_agrees_less() -> None:
    assert levels(ONE, replace(OTHER, birth="1968"))["birth"] == "year"
    assert levels(ONE, replace(OTHER, birth="1968-08"))["birth"] == "month"
    assert levels(replace(ONE, birth="1968-08-11"), replace(OTHER, birth="1968-11-08"))["birth"] == "crossed"


def test_a_helmet_is_known_in_its_unit() -> None:
    assert levels(replace(ONE, helmet="3307"), replace(OTHER, helmet="№ 3307"))["helmet"] == "same_unit"
    assert levels(replace(ONE, helmet="3307"), replace(OTHER, helmet="3370"))["helmet"] == "misread"


def test_a_callsign_of_a_description_is_that_of_a_name() -> None:
    called = MentionWords(id=3, name="Сокол-30", name_kind="callsign", unit="7")
    assert levels(called, replace(ONE, description="позывной Sokol 30"))["callsign"] == "same_unit"


def test_mentions_without_words_have_nothing_to_compare() -> None:
    row = dict(row_of(MentionWords(id=9, name_kind="unnamed")))
    assert row.pop("id") == 9
    assert set(row.values()) == {None}


def test_a_row_of_many_is_the_row_of_one() -> None:
    table = columns_of(words_table((ONE, OTHER, ONE)))
    assert table.to_pylist()[0] == table.to_pylist()[2] == row_of(ONE)
    assert set(load_model("persons").columns) <= set(table.column_names)


@pytest.mark.parametrize("told", ["2020-13-45", "about 2020", "20-2", "2020-1-2-3"])
def test_a_day_of_another_form_is_no_day(told: str) -> None:
    assert row_of(replace(ONE, told=told))["told_year"] is None

"""What people call their columns, in three languages."""

import pytest

from crimebook.exchange.headings import Role, plain, role_of


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Date", Role.DAY),
        ("Q3. Date of the incident", Role.DAY),
        ("дата_события", Role.DAY),
        ("Калі", Role.DAY),
        ("LATITUDE", Role.LAT),
        ("широта", Role.LAT),
        ("Каардынаты", Role.POINT),
        ("Place of incident", Role.PLACE_WORDS),
        ("дзе адбылося", Role.PLACE_WORDS),
        ("Горад", Role.TOWN),
        ("населённый пункт", Role.TOWN),
        ("what-happened", Role.TEXT),
        ("consent_icc", Role.CONSENT),
        ("Згода на публікацыю", Role.CONSENT),
        ("№", Role.ID),
        ("Video link", Role.LINKS),
    ],
)
def test_a_plain_name_has_its_role(heading: str, role: Role):
    assert role_of(heading) is role


@pytest.mark.parametrize("heading", ["", "shoe size", "date of birth", "?", "место жительства"])
def test_what_no_list_knows_has_no_role(heading: str):
    assert role_of(heading) is None


def test_a_number_before_the_words_is_not_one_of_them():
    assert plain("12b. Where?") == "where"
    assert plain("2020") == "2020"

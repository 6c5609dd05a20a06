"""Examples as the published tables give them; towns and given names, nobody's."""

import pytest

from crimebook.scenario.officers.latin import (
    DIN_RU,
    DUDEN_RU,
    KMU,
    NATIONAL_2000,
    PASSPORT_BE,
    POLISH_RU,
    Table,
)


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Борщагівка", "Borshchahivka"),
        ("Вишгород", "Vyshhorod"),
        ("Єнакієве", "Yenakiieve"),
        ("Згорани", "Zghorany"),
        ("Кадиївка", "Kadyivka"),
        ("Йосипівка", "Yosypivka"),
        ("Стрий", "Stryi"),
        ("Знам'янка", "Znamianka"),
        ("Юрій", "Yurii"),
        ("Яготин", "Yahotyn"),
    ],
)
def test_ukrainian_names_are_written_as_the_cabinet_resolved(cyrillic: str, latin: str):
    assert KMU.write(cyrillic) == latin


@pytest.mark.parametrize(
    ("table", "cyrillic", "latin"),
    [
        (NATIONAL_2000, "Лагойск", "Lahojsk"),
        (NATIONAL_2000, "Пінск", "Pinsk"),
        (PASSPORT_BE, "Яўген", "Yauhen"),
        (PASSPORT_BE, "Юлія", "Yuliya"),
        (DIN_RU, "Щёкино", "Ščëkino"),
        (DUDEN_RU, "Чехов", "Tschechow"),
        (DUDEN_RU, "Щёкино", "Schtschokino"),
        (POLISH_RU, "Щербинка", "Szczerbinka"),
        (POLISH_RU, "Ленинград", "Leningrad"),
        (POLISH_RU, "Луга", "Ługa"),
    ],
)
def test_the_other_tables_write_as_published(table: Table, cyrillic: str, latin: str):
    assert table.write(cyrillic) == latin

import pytest

from crimebook.identity.names import THRESHOLD, compare

SAME = [
    ("майор Сівакоў А.", "Aliaksandr Sivakou"),
    ("SIVAKOV ALEKSANDR", "Аляксандар Сівакоў"),
    ("Іваноўскі Рыгор Мікалаевіч", "Ивановский Григорий Николаевич"),
    ("Siarhiej Szczerbakow", "Щербаков Сергей Иванович"),
    ("Schtscherbakow, Sergej", "Щарбакоў Сяргей"),
    ("Dzmitry Kraŭčanka", "Кравченко Дмитрий"),
]
OTHER = [
    ("Волков М. М.", "Михаил Николаевич Волков"),
    ("Кравченко Дмитрий", "Кравченко Денис"),
    ("Иван Петров", "Пётр Иванов"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_score_high(one, other):
    assert compare(one, other).score > THRESHOLD


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_names_score_low(one, other):
    assert compare(one, other).score < THRESHOLD

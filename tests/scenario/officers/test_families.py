from itertools import combinations

from crimebook.scenario.draws import Draws
from crimebook.scenario.officers.careers import Posts
from crimebook.scenario.officers.people import Officer, people_of
from crimebook.scenario.officers.units import garrison

OFFICERS = people_of(
    "0000", [3] * 600, Posts(garrison(5, 0), garrison(5, 1)), Draws("tests/officers", "families")
)


def pairs_of_one_surname() -> list[tuple[Officer, Officer]]:
    return [
        (one, other)
        for one, other in combinations(OFFICERS, 2)
        if one.name.surnames == other.name.surnames and not one.name.is_woman and not other.name.is_woman
    ]


def test_brothers_share_the_father_and_not_the_given_name():
    brothers = [
        (one, other)
        for one, other in pairs_of_one_surname()
        if one.name.father is other.name.father and one.name.given is not other.name.given
    ]
    assert len(brothers) >= 8
    assert any(one.career.units[0] == other.career.units[0] for one, other in brothers)


def test_a_father_is_old_enough_to_have_a_son():
    pairs = [
        (father, son)
        for pair in pairs_of_one_surname()
        for father, son in (pair, pair[::-1])
        if father.name.given is son.name.father and 20 < son.born[0] - father.born[0] < 28
    ]
    assert len(pairs) >= 3


def test_strangers_of_one_name_serve_in_one_unit():
    strangers = [
        (one, other)
        for one, other in pairs_of_one_surname()
        if one.name.given is other.name.given and one.name.father is not other.name.father
    ]
    assert sum(one.career.units[0] == other.career.units[0] for one, other in strangers) >= 2


def test_some_are_transferred_and_some_to_another_town():
    moved = [each for each in OFFICERS if len(each.career.units) == 2]
    assert 0.15 < len(moved) / len(OFFICERS) < 0.35
    assert any(first[1].town != second[1].town for first, second in (each.career.units for each in moved))


def test_ranks_only_rise():
    for each in OFFICERS:
        years = [year for year, _ in each.career.ranks]
        assert years == sorted(years)
        assert each.career.rank_in(years[0] - 1) == each.career.ranks[0][1]
        assert each.career.rank_in(2100) == each.career.ranks[-1][1]

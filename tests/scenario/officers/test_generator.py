import re
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations

import pytest

from crimebook.scenario.officers.generator import (
    COLUMNS,
    FROZEN,
    MOST_MENTIONS,
    VERSION,
    Mention,
    count_towns,
    digest_of,
    make_block,
    make_mentions,
)
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError

CYRILLIC = re.compile("[а-яёіїєґў]", re.IGNORECASE)
LATIN = re.compile("[a-zà-ž]", re.IGNORECASE)


@cache
def mentions() -> tuple[Mention, ...]:
    return tuple(mention for block in make_mentions(5, 4500) for mention in block)


def by_person() -> dict[str, list[Mention]]:
    told: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions():
        told[mention.person].append(mention)
    return told


@pytest.mark.parametrize(("version", "seed", "size"), FROZEN)
def test_a_version_is_frozen(version: int, seed: int, size: int):
    """A change of the generator is a new version: raise VERSION and freeze it anew."""
    assert version == VERSION
    assert digest_of(seed, size) == FROZEN[version, seed, size]


def test_two_sets_of_this_version_are_frozen():
    assert {key[1:] for key in FROZEN if key[0] == VERSION} == {(1, 1000), (7, 4000)}


@pytest.mark.parametrize("size", [1, 2, 99, 3001])
def test_a_set_has_exactly_the_mentions_asked_for(size: int):
    assert sum(len(block) for block in make_mentions(2, size)) == size


@pytest.mark.parametrize("size", [0, -1, MOST_MENTIONS + 1])
def test_a_size_that_cannot_be_made_is_refused(size: int):
    with pytest.raises(InvalidValueError):
        next(make_mentions(1, size))


def test_the_largest_set_is_made_in_parts_that_fit_into_memory():
    assert MOST_MENTIONS / count_towns(MOST_MENTIONS) < 5_000


def test_a_block_does_not_depend_on_those_before_it():
    assert make_block(5, 1, 1500) == list(mentions()[1500:3000])


def test_another_seed_tells_of_others():
    assert make_block(6, 1, 100) != make_block(5, 1, 100)


def test_every_mention_has_an_id_of_its_own():
    assert len({mention.external_id for mention in mentions()}) == len(mentions())


def test_codes_are_those_of_the_codebook():
    book = Codebook.load()
    for rank in {mention.rank for mention in mentions()} - {""}:
        assert book.term("ranks", rank)
    for kind in {mention.name_kind for mention in mentions()} - {"unnamed"}:
        assert book.term("alias_kinds", kind)


def test_an_alphabet_is_kept_but_for_a_slip_of_letters_that_look_alike():
    mixed = [each for each in mentions() if CYRILLIC.search(each.name) and LATIN.search(each.name)]
    assert 0 < len(mixed) < 0.02 * len(mentions())


def test_every_kind_of_name_is_told_of_some_person_beside_another():
    kinds = Counter(
        tuple(sorted((one.name_kind, other.name_kind)))
        for told in by_person().values()
        for one, other in combinations(told[:20], 2)
    )
    for kind in ("surname", "patronymic", "nickname", "callsign", "unnamed"):
        assert kinds[tuple(sorted((kind, "legal")))] > 10, kind


def test_one_name_is_spelt_in_many_ways():
    most = max(by_person().values(), key=len)
    assert len({mention.name.lower() for mention in most}) > 20
    assert any(CYRILLIC.search(mention.name) for mention in most)
    assert any(LATIN.search(mention.name) for mention in most)


def test_a_helmet_is_at_times_misread_by_a_digit():
    read = wrong = 0
    for told in by_person().values():
        numbers = [re.sub(r"\D", "", each.helmet).zfill(4) for each in told if each.helmet]
        for one, other in combinations(numbers[:10], 2):
            read += 1
            wrong += sum(a != b for a, b in zip(one, other, strict=True)) == 1
    assert read > 50
    assert 0.1 < wrong / read < 0.5


def test_ranks_and_units_of_one_person_change_over_the_years():
    told = by_person().values()
    assert sum(len({each.rank for each in mine if each.rank}) > 1 for mine in told) > 100
    assert sum(len({each.unit for each in mine if each.unit}) > 1 for mine in told) > 30


def test_who_is_not_named_is_described_by_a_unit():
    assert all(mention.unit_words for mention in mentions() if mention.name_kind == "unnamed")


def test_no_cell_breaks_a_line():
    for mention in mentions():
        assert not any(sign in getattr(mention, name) for name in COLUMNS for sign in "\t\n\r")

from bench.spellings import people
from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.identity.names import Kind, blocks_of, keys_of, keys_of_many, romanised


def texts(name: str) -> list[str]:
    return [word.text for word in keys_of(name).words]


def test_callsigns_and_nicknames_stand_apart():
    for name in (
        "Иван Сивко «Гром»",
        "Сивко Иван, позывной Гром",
        'Ivan Sivko (callsign "Hrom")',
        "Иван Сивко (Гром)",
    ):
        key = keys_of(name)
        assert len(key.words) == 2
        assert [word.text for word in key.callsigns] in (["гром"], ["hrom"])


def test_a_rank_is_no_name():
    assert texts("майор Сивко И.") == texts("Major Сивко И.") == ["сивко", "и"]


def test_words_are_what_they_are():
    kinds = [word.kind for word in keys_of("Сивко Пётр Ильич И.").words]
    assert kinds == [Kind.SURNAME, Kind.GIVEN, Kind.FATHER, Kind.INITIAL]


def test_a_hyphen_joins_two_words():
    assert texts("Иванова-Сивко") == ["иванова", "сивко"]


def test_an_apostrophe_is_no_letter():
    assert texts("Лук'янаў") == texts("Лук’янаў") == texts("Лукʼянаў") == ["лукянаў"]


@settings(max_examples=100)
@given(st.lists(st.text(st.sampled_from("Сивкоmajor.-, «»'ПЁёаеi0"), max_size=20), max_size=5))
def test_many_keys_are_the_keys_of_each(names):
    assert keys_of_many(names) == [keys_of(name) for name in names]


def test_keys_are_hashable():
    assert len({keys_of("Сивко Иван"), keys_of("Сивко  Иван"), keys_of("Иван Сивко")}) == 2


def test_spellings_of_one_name_share_a_block():
    for told in people():
        first = set(blocks_of(keys_of(told[0])))
        assert all(first & set(blocks_of(keys_of(each))) for each in told)


def test_a_wrong_consonant_beside_a_given_name_still_shares_a_block():
    blocks = set(blocks_of(keys_of("Зеленюк Олег")))
    assert blocks & set(blocks_of(keys_of("Зелетюк Алег")))
    assert not blocks & set(blocks_of(keys_of("Зелетюк О.")))


def test_few_people_share_a_block():
    found = people()
    blocks = [set(blocks_of(keys_of(told[0]))) for told in found]
    shared = sum(bool(one & other) for at, one in enumerate(blocks) for other in blocks[at + 1 :])
    assert shared <= len(found) // 10


def test_a_name_is_shown_in_latin_letters():
    assert romanised("Сівакоў") == "Sivakow"

"""Sealed names are compared by keyed tags alone: across spellings, and only under one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.identity.victims import KEY_BYTES, compare_victims, tag_victim
from crimebook.terms.errors import InvalidValueError

KEY, OTHER_KEY = bytes(KEY_BYTES), b"\x01" * KEY_BYTES
SAID = {"person_name": {"victim": "Кавалёў Аляксандр"}, "person_phone": {"phone": "+375 29 274-23-80"}}


def test_one_name_in_two_alphabets_and_one_telephone_are_found():
    first = tag_victim("one:1", SAID, KEY)
    by_name = tag_victim("other:2", {"person_name": {"name of victim": "Alexander Kovalyov"}}, KEY)
    by_phone = tag_victim("third:3", {"person_phone": {"contact": "8 029 2742380"}}, KEY)
    stranger = tag_victim("third:4", {"person_name": {"victim": "Новік Ганна"}}, KEY)
    found = compare_victims([stranger, by_name, first, by_phone])
    assert [(pair.left, pair.right) for pair in found] == [("one:1", "third:3"), ("one:1", "other:2")]
    assert found[0].bits > 0 > found[1].bits, "another may have the name"
    both = tag_victim("other:2", {**SAID, "person_name": {"x": "Alexander Kovalyov"}}, KEY)
    (pair,) = compare_victims([first, both])
    assert pair.bits == pytest.approx(sum(term.bits for term in pair.terms), abs=0.01)
    assert [str(term.reason) for term in pair.terms] == [
        "two sealed names are of two persons until something says otherwise",
        "one tag: the same was sealed under it",
        "one tag: the same was sealed under it",
    ]


def test_tags_of_two_keys_never_meet():
    assert compare_victims([tag_victim("one:1", SAID, KEY), tag_victim("other:2", SAID, OTHER_KEY)]) == ()


def test_a_tag_and_what_is_printed_of_it_hold_nothing_of_the_name():
    tagged = tag_victim("one:1", SAID, KEY)
    assert "2742380" not in repr(tagged)
    assert "авал" not in repr(tagged)
    assert all(len(tag) == 64 for tags in tagged.tags.values() for tag in tags)


def test_what_is_of_no_sort_or_cannot_be_read_has_no_tag():
    said = {"person_name": {"victim": "?"}, "person_birth": {"born": "in spring"}, "what": "something"}
    assert tag_victim("one:1", said, KEY).tags == {}
    assert set(tag_victim("one:1", {"identity": {"name": "Alexander Kovalyov"}}, KEY).tags) == {"name"}


def test_a_short_key_is_refused():
    with pytest.raises(InvalidValueError, match="32 bytes"):
        tag_victim("one:1", SAID, b"short")


@given(st.lists(st.sampled_from(["one:1", "other:2", "third:3"]), min_size=1, max_size=3, unique=True))
def test_the_order_of_records_changes_nothing(refs: list[str]):
    tagged = [tag_victim(ref, SAID, KEY) for ref in refs]
    assert compare_victims(tagged) == compare_victims(tagged[::-1])
    assert len(compare_victims(tagged)) == len(refs) * (len(refs) - 1) // 2

"""Marking: parts that join to the text, hits where the question met it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.search.marking import Part, excerpt, is_within, mark
from crimebook.search.plans import Net
from crimebook.search.questions import parse_question


def hits(text: str, typed: str, net: Net = Net.EVERY_WORD) -> list[str]:
    return [part.text for part in mark(text, parse_question(typed), net) if part.is_hit]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("На Окрестина избили всех.", "Akrestsina", ["Окрестина"]),
        ("Били дубинками, били ногами.", "бил", ["Били", "били"]),
        ("Шли с руками за головой, руки за спиной", '"руки за спиной"', ["руки за спиной"]),
        ("Автозак 7184 ТА-7 загружен", "7184ТА7", ["7184 ТА-7"]),
        ("Клён-12 на связи, клён растёт", "Klion-12", ["Клён-12", "клён"]),
        ("<b>вода</b> & еда", "вода", ["вода"]),
        ("Ничего такого", "вода", []),
    ],
)
def test_these_words_are_hits(text: str, typed: str, expected: list[str]) -> None:
    joined = "".join(
        f"[{part.text}]" if part.is_hit else part.text for part in mark(text, parse_question(typed))
    )
    assert joined.replace("[", "").replace("]", "") == text
    assert hits(text, typed) == expected or hits(text, typed) == [
        piece for each in expected for piece in each.split("-")
    ]


def test_a_slip_is_a_hit_only_where_slips_were_allowed_for() -> None:
    assert hits("a motorbike fell", "motrbike", Net.EVERY_WORD) == []
    assert hits("a motorbike fell", "motrbike", Net.SLIPS) == ["motorbike"]


def test_an_excerpt_is_around_the_hits_and_says_where_it_was_cut() -> None:
    text = "слово " * 200 + "избили на Окрестина " + "слово " * 200
    found = excerpt(text, parse_question("избили Окрестина"))
    assert found.is_cut_before
    assert found.is_cut_after
    assert [part.text for part in found.parts if part.is_hit] == ["избили", "Окрестина"]
    assert len("".join(part.text for part in found.parts)) < 330


@given(st.text(max_size=400), st.text(max_size=40))
def test_the_parts_join_to_the_text(text: str, typed: str) -> None:
    parts = mark(text, parse_question(typed))
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)


@given(
    st.text(alphabet="аб вгдеж.", max_size=400), st.text(alphabet="абвгде ", max_size=10), st.integers(10, 90)
)
def test_an_excerpt_is_a_piece_of_the_text(text: str, typed: str, length: int) -> None:
    found = excerpt(text, parse_question(typed), length=length)
    piece = "".join(part.text for part in found.parts)
    assert piece in text
    assert found.is_cut_before or text.startswith(piece)
    assert found.is_cut_after or text.endswith(piece)


def test_no_hits_make_one_part() -> None:
    assert mark("вада", parse_question("")) == (Part("вада"),)


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6), st.integers(0, 3))
def test_the_distance_is_that_of_the_plain_definition(one: str, other: str, slips: int) -> None:
    assert is_within(one, other, slips) == (distance(one, other) <= slips)


def distance(one: str, other: str) -> int:
    """Optimal string alignment by its recursive definition."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        distance(one[:-1], other) + 1,
        distance(one, other[:-1]) + 1,
        distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if len(one) > 1 and len(other) > 1 and one[-1] == other[-2] and one[-2] == other[-1]:
        best = min(best, distance(one[:-2], other[:-2]) + 1)
    return best

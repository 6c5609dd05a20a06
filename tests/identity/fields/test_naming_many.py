"""Columns of many names are those of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.identity.fields.mentions import WORDS, MentionWords, columns_of, read_texts, words_table
from crimebook.identity.fields.naming import NameColumns, name_columns
from crimebook.identity.fields.naming_many import columns_of_names
from crimebook.identity.fields.processes import in_processes
from crimebook.identity.names import keys_of
from crimebook.scenario.officers.generator import make_mentions

KINDS = ("legal", "patronymic", "surname", "former", "nickname")
WORDS_OF_NAMES = (
    "Кавалёў",
    "Иван",
    "Петрович",
    "А.",
    "П",
    "Smith",
    "Анна",
    "Новик-Зубр",
    "иванович",
    "王",
    "Ия",
)


def read_one_by_one(names: list[tuple[str, str]]) -> list[NameColumns]:
    return [name_columns(keys_of(name), kind) if kind else NameColumns() for name, kind in names]


def read_together(names: list[tuple[str, str]]) -> list[NameColumns]:
    table = columns_of_names([keys_of(name) for name, _ in names], [kind for _, kind in names])
    rows = table.to_pylist()
    return [NameColumns(*(tuple(v) if isinstance(v, list) else v for v in row.values())) for row in rows]


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS_OF_NAMES), max_size=5).map(" ".join), st.sampled_from((*KINDS, ""))
        ),
        max_size=20,
    )
)
def test_names_read_together_are_names_read_one_by_one(names: list[tuple[str, str]]) -> None:
    assert read_together(names) == read_one_by_one(names)


def test_names_of_officers_are_read_alike() -> None:
    names = [(each.name, each.name_kind) for block in make_mentions(5, 600) for each in block]
    known = [(name, kind if kind in KINDS else "") for name, kind in names]
    assert read_together(known) == read_one_by_one(known)


@pytest.mark.parametrize("slab", [1, 7])
def test_slabs_and_another_map_make_no_difference(monkeypatch: pytest.MonkeyPatch, slab: int) -> None:
    mentions = [each for block in make_mentions(6, 40) for each in block]
    words = words_table(
        MentionWords(at, **{name: getattr(each, name) for name in WORDS if name != "id"})
        for at, each in enumerate(mentions)
    )
    whole = columns_of(words)
    monkeypatch.setattr("crimebook.identity.fields.mentions.TEXTS_A_SLAB", slab)
    asked = []

    def read_listed(read, tasks):
        told = list(tasks)
        asked.extend(told)
        return [read_texts(task) for task in told]

    assert columns_of(words, read_listed) == whole
    assert len(asked) > 10
    assert columns_of(words, in_processes(2)) == whole

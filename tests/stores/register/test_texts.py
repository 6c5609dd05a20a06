"""Texts for search: a register that has none."""

from zoneinfo import ZoneInfo

import pytest

from crimebook.search.kinds import RecordKind
from crimebook.stores.register import texts

MINSK = ZoneInfo("Europe/Minsk")


@pytest.mark.django_db
def test_an_empty_register_has_no_texts_and_nothing_is_missing() -> None:
    assert texts.count_since(texts.marks()) == 0
    for kind in RecordKind:
        assert texts.read_changed(kind, texts.Marks(), MINSK, after=0, count=10) == texts.TextBatch()
    assert texts.load_texts(["incident a:1", "claim 5", "claim x"], MINSK) == {}

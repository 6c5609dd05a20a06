"""The model that ships, on invented officers of a seed that it has not learnt from."""

import numpy as np
import pytest

from crimebook.identity.fields.mentions import WORDS, MentionWords, columns_of, words_table
from crimebook.identity.linking.models import load_model
from crimebook.scenario.officers.generator import make_mentions
from crimebook.stores.lake.linking import LinkingLake

TOLD = tuple(name for name in WORDS if name != "id")


def test_officers_are_found_across_spellings_and_namesakes_are_not() -> None:
    mentions = [mention for block in make_mentions(99, 3_000) for mention in block]
    persons = np.unique([mention.person for mention in mentions], return_inverse=True)[1]
    words = words_table(
        MentionWords(number, **{name: getattr(mention, name) for name in TOLD})
        for number, mention in enumerate(mentions)
    )
    model = load_model("persons")
    with LinkingLake(threads=1) as lake:
        pairs = lake.link(columns_of(words), model, floor_bits=model.measures["bits_at_99"]).pairs
    right = int((persons[pairs["left"].to_numpy()] == persons[pairs["right"].to_numpy()]).sum())
    counts = np.bincount(persons)
    assert right / pairs.num_rows >= 0.97
    assert right / int((counts * (counts - 1) // 2).sum()) >= 0.4


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_mentions_make_hardly_any_pairs(count: int) -> None:
    mentions = [MentionWords(number, name="Ковалёв Сергей", unit="7") for number in range(count)]
    with LinkingLake(threads=1) as lake:
        pairs = lake.link(columns_of(words_table(mentions)), load_model("persons"), floor_bits=-50.0).pairs
    assert pairs.num_rows == count // 2
    assert "level_company" in pairs.column_names

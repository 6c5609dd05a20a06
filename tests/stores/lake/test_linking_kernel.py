"""The compiled kernel finds what the database finds: pairs, weights, levels, rarities, and what is common."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.identity.fields.mentions import WORDS, MentionWords, columns_of, words_table
from crimebook.identity.linking import many
from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.models import Block, Comparison, Level, Model, load_model
from crimebook.scenario.officers.generator import make_mentions
from crimebook.stores.lake.linking import Linked, LinkingLake
from crimebook.terms.errors import InvalidValueError

EACH_KIND = (
    Condition(Kind.EQUAL, "name"),
    Condition(Kind.EQUAL, "rank"),
    Condition(Kind.SHARE, "marks"),
    Condition(Kind.SHARE, "marks", limit=2),
    Condition(Kind.OVERLAP, "marks", limit=0.5),
    Condition(Kind.LIKE, "name", limit=0.8),
    Condition(Kind.EDITS, "name", limit=1),
    Condition(Kind.EDITS, "name", limit=3),
    Condition(Kind.BEGINS, "name", limit=2),
    Condition(Kind.PART, "name", limit=1),
    Condition(Kind.CROSSED, "name", "other"),
    Condition(Kind.AMONG, "name", "names"),
    Condition(Kind.MEETS, "marks", "names"),
    Condition(Kind.UNTOLD, "names"),
    Condition(Kind.WITHIN, "rank", limit=1),
    Condition(Kind.RISING, "rank", "year", limit=2),
    Condition(Kind.ALL, parts=(Condition(Kind.EQUAL, "name"), Condition(Kind.WITHIN, "rank", limit=1))),
    Condition(
        Kind.ANY,
        parts=(
            Condition(Kind.ALL, parts=(Condition(Kind.UNTOLD, "year"), Condition(Kind.SHARE, "marks"))),
            Condition(Kind.EQUAL, "other"),
        ),
    ),
)
WORD = st.none() | st.text("abcd", max_size=7)
LIST = st.none() | st.lists(st.text("abcd", max_size=2), max_size=4)
NUMBER = st.none() | st.integers(1, 5)
ROW = st.fixed_dictionaries(
    {
        **dict.fromkeys(("name", "other"), WORD),
        **dict.fromkeys(("names", "marks", "tags"), LIST),
        **dict.fromkeys(("rank", "year"), NUMBER),
    }
)
TYPES = {
    **dict.fromkeys(("name", "other"), pa.string()),
    **dict.fromkeys(("names", "marks", "tags"), pa.list_(pa.string())),
    "rank": pa.float64(),
    "year": pa.int32(),
}


def model_of(condition: Condition) -> Model:
    levels = (
        Level("holds", condition, 0.9, 0.1, rarity="name", rarity_bits=1.0),
        Level("other", None, 0.1, 0.9),
    )
    return Model(
        name="one",
        version="1",
        prior=0.1,
        comparisons=(Comparison("one", ("all",), levels), Comparison("two", ("marks", "rank"), levels)),
        blocks=(Block("all", ("all",)), Block("both", ("rank",), ("marks", "tags"), most=3)),
        threshold_bits=-50.0,
    )


def records_of(rows: list[dict[str, object]]) -> pa.Table:
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in TYPES.items()}
    ids = pa.array(range(len(rows) * 7, 0, -7), pa.int64())
    return pa.table({"id": ids, "all": pa.array(["x"] * len(rows), pa.string()), **columns})


def assert_same(mine: Linked, its: Linked) -> None:
    assert mine.compared == its.compared
    assert mine.common == its.common
    assert mine.pairs.column_names == its.pairs.column_names
    for name in mine.pairs.column_names:
        one, other = (np.asarray(linked.pairs[name].to_numpy(), np.float64) for linked in (mine, its))
        np.testing.assert_allclose(one, other, atol=1e-4, err_msg=name)


@pytest.fixture(scope="module")
def lake():
    with LinkingLake(threads=1) as opened:
        yield opened


@pytest.mark.parametrize("condition", EACH_KIND, ids=lambda each: each.kind)
@settings(max_examples=4, deadline=None)
@given(rows=st.lists(ROW, min_size=8, max_size=25))
def test_each_kind_of_condition_means_the_same(lake: LinkingLake, condition: Condition, rows) -> None:
    records, model = records_of(rows), model_of(condition)
    assert_same(lake.link(records, model), lake.link_by_sql(records, model))


def test_officers_are_linked_alike(lake: LinkingLake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "PAIRS_A_SLAB", 500)
    mentions = [mention for block in make_mentions(31, 1_500) for mention in block]
    words = words_table(
        MentionWords(number, **{name: getattr(mention, name) for name in WORDS if name != "id"})
        for number, mention in enumerate(mentions)
    )
    records, model = columns_of(words), load_model("persons")
    found = lake.link(records, model, floor_bits=-14.0)
    assert found.pairs.num_rows > 500
    assert_same(found, lake.link_by_sql(records, model, floor_bits=-14.0))


def test_threads_make_no_difference() -> None:
    records = records_of(
        [
            {**dict.fromkeys(TYPES), "name": "ab", "marks": ["a", "b"], "rank": k % 3, "year": k}
            for k in range(60)
        ]
    )
    model = model_of(Condition(Kind.RISING, "rank", "year", limit=1))
    one, two = (many.link_records(records, model, floor_bits=-9.0, threads=count) for count in (1, 2))
    assert one.pairs.num_rows > 100
    assert one.pairs == two.pairs


def test_a_text_and_a_number_are_not_compared(lake: LinkingLake) -> None:
    model = model_of(Condition(Kind.CROSSED, "name", "rank"))
    with pytest.raises(InvalidValueError, match="kind"):
        lake.link(records_of([]), model)

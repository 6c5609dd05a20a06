"""A small model of records with a name, a number and a year, for tests of the engine."""

from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.models import Basis, Block, Comparison, Level, Model

NAME = Comparison(
    "name",
    ("name",),
    (
        Level("same", Condition(Kind.EQUAL, "name"), 0.8, 0.05, rarity="name", rarity_bits=3.0),
        Level("alike", Condition(Kind.EDITS, "name", limit=1), 0.15, 0.05),
        Level("other", None, 0.05, 0.9),
    ),
)
NUMBER = Comparison(
    "number",
    ("number",),
    (
        Level(
            "same",
            Condition(Kind.EQUAL, "number"),
            0.9,
            0.001,
            basis=Basis.BY_HAND,
            why="one holder",
        ),
        Level("other", None, 0.1, 0.999, basis=Basis.BY_HAND, why="read wrongly, or another's"),
    ),
)
MODEL = Model(
    name="small",
    version="1",
    prior=0.01,
    comparisons=(NAME, NUMBER),
    blocks=(Block("number", ("number",)), Block("marks", ("year",), ("marks",), most=3)),
    threshold_bits=0.0,
    trained_on="nothing",
    measures={"f1": 0.5},
)

"""The plan for sealed victims, who are compared by keyed tags alone.

The engine compares whatever columns a model names. Of sealed victims nothing is compared but tags: keyed
digests of what was sealed (a name's key, a telephone), made inside an opened batch under a key that ends with
it. Two tags agree or they do not; no tag is read back. All weights here are set by hand: there is nothing to
learn from.
"""

from collections.abc import Mapping

from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.models import Basis, Block, Comparison, Level, Model

SAME = "same_tag"
"""The level of two records that share a tag."""


def tags_plan(tags: Mapping[str, float], *, name: str = "victims") -> Model:
    """Return the plan for records of keyed tags; ``tags`` are their columns, each with the bits of agreement.

    A column holds a list of tags, as a name may have several readings, or is null. Agreement of a name's tag
    is worth fewer bits than that of a telephone, and a caller knows which tag is of what.
    """
    return Model(
        name=name,
        version="1",
        prior=1e-4,
        comparisons=tuple(_tag(column, bits) for column, bits in tags.items()),
        blocks=tuple(Block(column, (), (column,), most=50) for column in tags),
        threshold_bits=0.0,
    )


def _tag(column: str, bits: float) -> Comparison:
    agree = _level(SAME, Condition(Kind.SHARE, column), 0.9, 0.9 * 2.0**-bits)
    return Comparison(column, (column,), (agree, _level("other_tag", None, 0.1, 1.0 - agree.u)))


def _level(name: str, test: Condition | None, m: float, u: float) -> Level:
    return Level(name, test, m, u, basis=Basis.BY_HAND, why="set before there was anything to count")

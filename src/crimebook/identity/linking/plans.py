"""Plans for other records than persons of a force: sealed victims by keyed tags, and incidents told twice.

The engine compares whatever columns a model names. Of sealed victims nothing is compared but tags: keyed
digests of what was sealed (a name's key, a telephone), made inside an opened batch under a key that ends with
it. Two tags agree or they do not; no tag is read back. All weights here are set by hand: there is nothing to
learn from.
"""

from collections.abc import Mapping

from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.models import Basis, Block, Comparison, Level, Model


def tags_plan(tags: Mapping[str, float], *, name: str = "victims") -> Model:
    """Return the plan for records of keyed tags; ``tags`` are their columns, each with the bits of agreement.

    A column holds one tag or is null. Agreement of a name's tag is worth fewer bits than that of a telephone,
    and a caller knows which tag is of what.
    """
    return Model(
        name=name,
        version="1",
        prior=1e-4,
        comparisons=tuple(_tag(column, bits) for column, bits in tags.items()),
        blocks=tuple(Block(column, (column,), most=50) for column in tags),
        threshold_bits=0.0,
    )


def incidents_plan() -> Model:
    """Return the plan for one event told by two sources.

    Columns: ``day`` (a number), ``cells`` and ``around`` (cells of the map, and those with their neighbours),
    ``acts``, ``words`` (stems) and ``links`` (keys of addresses), lists but the first. With an int32 column
    ``side`` of the source, only records of two sources are compared.
    """
    return Model(
        name="incidents",
        version="1",
        prior=1e-4,
        comparisons=(
            Comparison(
                "link",
                ("links",),
                (_level("same", _share("links"), 0.3, 1e-5), _level("other", None, 0.7, 1.0)),
            ),
            Comparison(
                "day",
                ("day",),
                (
                    _level("same", Condition(Kind.EQUAL, "day"), 0.85, 0.05),
                    _level("next", Condition(Kind.WITHIN, "day", limit=1), 0.1, 0.1),
                    _level("other", None, 0.05, 0.85),
                ),
            ),
            Comparison(
                "cell",
                ("cells",),
                (
                    _level("same", _share("cells"), 0.6, 0.004),
                    _level("near", Condition(Kind.MEETS, "cells", "around"), 0.3, 0.03),
                    _level("other", None, 0.1, 0.966),
                ),
            ),
            Comparison(
                "act", ("acts",), (_level("same", _share("acts"), 0.8, 0.2), _level("other", None, 0.2, 0.8))
            ),
            Comparison(
                "words",
                ("words",),
                (
                    _level("half", Condition(Kind.OVERLAP, "words", limit=0.5), 0.25, 0.001),
                    _level("some", Condition(Kind.OVERLAP, "words", limit=0.2), 0.4, 0.03),
                    _level("other", None, 0.35, 0.969),
                ),
            ),
        ),
        blocks=(
            Block("link", (), ("links",), most=50),
            Block("place", ("day",), ("around",), most=50),
            Block("words", ("day",), ("words",), most=20),
        ),
        threshold_bits=0.0,
    )


def _tag(column: str, bits: float) -> Comparison:
    agree = _level("same_tag", Condition(Kind.EQUAL, column), 0.9, 0.9 * 2.0**-bits)
    return Comparison(column, (column,), (agree, _level("other_tag", None, 0.1, 1.0 - agree.u)))


def _share(column: str) -> Condition:
    return Condition(Kind.SHARE, column)


def _level(name: str, test: Condition | None, m: float, u: float) -> Level:
    return Level(name, test, m, u, basis=Basis.BY_HAND, why="set before there was anything to count")

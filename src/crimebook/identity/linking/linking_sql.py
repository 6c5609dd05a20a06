"""The SQL that links records: keys of blocks, candidate pairs, levels and weights. Text only, for DuckDB.

The text reads the tables of `Relation`. Records have an int32 ``row`` (0, 1, ...) and the columns that the
model names; columns of lists hold lists. What is not known is NULL. Steps, in their order:

1. `rarities_sql`: for each column of rarity the share of each value, and by how many bits it is rarer than
   values that agree by chance.
2. `keys_sql`, `shared_keys_sql`: one row (key, row) for each block that a record is in, without keys of one
   or of too many. Keys are 64-bit hashes: two values that share one by chance cost a comparison and tell
   nothing.
3. `pairs_sql`: pairs of rows that share a key, each once, for the left rows from ``$first`` to ``$last``.
4. `weights_sql`: for each pair the level of every comparison (-1: not given) and the sum of the weights.
"""

# ruff: noqa: S608 - names in the text come from `Relation`, or from a model that lets only plain names pass;
# numbers are written as numbers.

from enum import StrEnum

from crimebook.identity.linking.conditions import sql_of
from crimebook.identity.linking.models import Block, Comparison, Level, Model


class Relation(StrEnum):
    """The tables that the text reads and makes."""

    RECORDS = "linking_records"
    EVERY_KEY = "linking_every_key"
    KEYS = "linking_keys"
    PAIRS = "linking_pairs"


NOT_GIVEN = -1
"""The level of a comparison for which one side has nothing."""

MOST_RARITY_BITS = 24.0


def rarity_column(column: str) -> str:
    """Return the name of the column that tells how rare the value in ``column`` is."""
    return f"rarity_{column}"


def records_sql(model: Model, source: str) -> str:
    """Return the query for the records of ``source`` with how rare their values are.

    Rarity is log2(chance agreement / share of the value), in bits: what is as common as what random pairs
    agree on has 0. With few records every value is as rare as any other, and nothing is added. Lists become
    lists of 64-bit hashes, which are compared several times faster than texts.
    """
    shares = "".join(
        f",\n  share_{name} AS (SELECT {_q(name)} AS value, count(*)::DOUBLE AS count,"
        f" sum(count(*)) OVER ()::DOUBLE AS every, sum(count(*)::DOUBLE * count(*)) OVER () AS squares\n"
        f"    FROM source_records WHERE {_q(name)} IS NOT NULL GROUP BY value)"
        for name in model.rarities
    )
    columns = "".join(
        f",\n  log2(share_{name}.squares / (share_{name}.every * share_{name}.count))::FLOAT"
        f" AS {rarity_column(name)}"
        for name in model.rarities
    )
    joins = "".join(
        f"\n  LEFT JOIN share_{name} ON source_records.{_q(name)} = share_{name}.value"
        for name in model.rarities
    )
    hashed = ", ".join(
        f"list_transform({_q(name)}, lambda each : hash(each)) AS {_q(name)}" for name in model.lists
    )
    named = f"source_records.* REPLACE ({hashed})" if hashed else "source_records.*"
    return (
        f"WITH source_records AS (SELECT * FROM {source}){shares}\n"
        f"SELECT {named}{columns}\nFROM source_records{joins}"
    )


def keys_sql(model: Model, *, is_between: bool = False) -> str:
    """Return the query for (block, key, row, side): every block that every record is in.

    ``is_between``: records have a column ``side`` and only records of two sides are compared; otherwise each
    is a side of its own.
    """
    side = "side::INTEGER" if is_between else "row"
    return "\nUNION ALL\n".join(_block(number, block, side) for number, block in enumerate(model.blocks))


def shared_keys_sql(model: Model) -> str:
    """Return the query for (key, row, side) without keys that nobody shares, or that too many share."""
    return (
        f"WITH shared AS ({_shared()} HAVING count(*) BETWEEN 2 AND {_most(model)})\n"
        f"SELECT k.key, k.row, k.side FROM {Relation.EVERY_KEY} k SEMI JOIN shared USING (key)"
    )


def common_keys_sql(model: Model) -> str:
    """Return the query for (block, keys, records): what was too common to find anybody by."""
    return (
        f"WITH common AS ({_shared()} HAVING count(*) > {_most(model)})\n"
        "SELECT block, count(*) AS keys, sum(records)::BIGINT AS records\n"
        "FROM common GROUP BY block ORDER BY block"
    )


def work_sql() -> str:
    """Return the query for (row, pairs), in order: in how many pairs each row stands left."""
    return (
        "SELECT row, sum(place)::BIGINT AS pairs FROM (\n"
        "  SELECT row, count(*) OVER (PARTITION BY key)\n"
        "    - row_number() OVER (PARTITION BY key ORDER BY row) AS place\n"
        f"  FROM {Relation.KEYS}\n) GROUP BY row ORDER BY row"
    )


def pairs_sql() -> str:
    """Return the query for (l, r), each pair once, left rows from ``$first`` up to before ``$last``."""
    return (
        f"SELECT DISTINCT a.row AS l, b.row AS r FROM {Relation.KEYS} a JOIN {Relation.KEYS} b\n"
        "  ON a.key = b.key AND a.row < b.row AND a.side <> b.side\n"
        "WHERE a.row >= $first AND a.row < $last"
    )


def weights_sql(model: Model) -> str:
    """Return the query for (l, r, bits, against, levels, rarities) of the pairs.

    Only pairs of at least ``$floor_bits``, left rows from ``$first`` up to before ``$last``.
    """
    levels = ",\n    ".join(f"{_level(each)} AS {_q('level_' + each.name)}" for each in model.comparisons)
    rarities = "".join(
        f",\n    least(l.{rarity_column(name)}, r.{rarity_column(name)}) AS {rarity_column(name)}"
        for name in model.rarities
    )
    bits = "\n    + ".join((f"{model.prior_bits:.6f}", *(_bits(each) for each in model.comparisons)))
    against = "\n    + ".join(
        ("0.0", *(_against(each) for each in model.comparisons if _is_steady(model, each)))
    )
    told = [_q("level_" + each.name) for each in model.comparisons] + [*map(rarity_column, model.rarities)]
    return (
        "WITH compared AS (\n"
        f"  SELECT p.l, p.r,\n    {levels}{rarities}\n"
        f"  FROM {Relation.PAIRS} p\n"
        f"  JOIN {Relation.RECORDS} l ON l.row = p.l AND l.row >= $first AND l.row < $last\n"
        f"  JOIN {Relation.RECORDS} r ON r.row = p.r\n"
        "),\nweighed AS (\n"
        f"  SELECT *, ({bits})::FLOAT AS bits, ({against})::FLOAT AS against FROM compared\n)\n"
        f"SELECT l, r, bits, against, {', '.join(told)} FROM weighed WHERE bits >= $floor_bits"
    )


def _shared() -> str:
    return f"SELECT block, key, count(*) AS records FROM {Relation.EVERY_KEY} GROUP BY block, key"


def _most(model: Model) -> str:
    most = " ".join(f"WHEN {number} THEN {block.most}" for number, block in enumerate(model.blocks))
    return f"CASE block {most} END"


def _block(number: int, block: Block, side: str) -> str:
    """Say one block's keys; the number of the block is in the key, so that blocks never meet."""
    given = " AND ".join(f"{_q(name)} IS NOT NULL" for name in (*block.columns, *block.lists))
    parts = ", ".join(
        (str(number), *(_q(name) for name in block.columns), *(f"one_{n}" for n in block.lists))
    )
    columns = "".join(f", {_q(name)}" for name in (*block.columns, *block.lists))
    source = f"SELECT row, {side} AS side{columns} FROM {Relation.RECORDS} WHERE {given}"
    for name in block.lists:
        # One after the other, so that each value of one list meets each of the next.
        source = f"SELECT *, unnest({_q(name)}) AS one_{name} FROM ({source})"
    distinct = "DISTINCT " if block.lists else ""
    return f"SELECT {distinct}{number}::UTINYINT AS block, hash({parts}) AS key, row, side\nFROM ({source})"


def _level(comparison: Comparison) -> str:
    """Say the number of the level in which a pair is."""
    missing = " OR ".join(f"{side}.{_q(name)} IS NULL" for name in comparison.given for side in "lr")
    steps = "".join(
        f" WHEN {sql_of(level.test, _column)} THEN {number}"
        for number, level in enumerate(comparison.levels)
        if level.test is not None
    )
    return f"(CASE WHEN {missing} THEN {NOT_GIVEN}{steps} ELSE {len(comparison.levels) - 1} END)::TINYINT"


def _bits(comparison: Comparison) -> str:
    column = _q("level_" + comparison.name)
    steps = "".join(
        f" WHEN {number} THEN {_level_bits(level)}" for number, level in enumerate(comparison.levels)
    )
    return f"CASE {column}{steps} ELSE 0.0 END"


def _is_steady(model: Model, comparison: Comparison) -> bool:
    return model.company is not None and comparison.name in model.company.steady


def _against(comparison: Comparison) -> str:
    """Say what speaks against a pair in a comparison of what a person has but one of."""
    steps = "".join(
        f" WHEN {number} THEN {level.bits:.6f}"
        for number, level in enumerate(comparison.levels)
        if level.bits < 0
    )
    return f"CASE {_q('level_' + comparison.name)}{steps} ELSE 0.0 END" if steps else "0.0"


def _level_bits(level: Level) -> str:
    if not level.rarity:
        return f"{level.bits:.6f}"
    rarity = f"coalesce({rarity_column(level.rarity)}, 0.0)"
    # Never below nothing: that a value is common is no word against two records.
    return (
        f"greatest({level.bits:.6f} + least({rarity}, {level.rarity_bits:.6f}), {min(level.bits, 0.0):.6f})"
    )


def _column(side: str, name: str) -> str:
    return f"{side}.{_q(name)}"


def _q(name: str) -> str:
    return f'"{name}"'

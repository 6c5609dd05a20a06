"""What linking returns, and what it asks of records: of one form, whoever does it."""

from dataclasses import dataclass

import pyarrow as pa

from crimebook.identity.linking.models import Model
from crimebook.terms.errors import InvalidValueError

HEARD_FROM_BITS = -12.0
"""Pairs that weigh less by themselves are left out of every company, and no company lifts them."""


@dataclass(frozen=True, slots=True)
class CommonKeys:
    """How many keys of a block were too common, and how many records hold them."""

    block: str
    keys: int
    records: int


@dataclass(frozen=True, slots=True)
class Linked:
    """Weighed pairs: left, right (int64 ids, left < right), bits, levels and rarities.

    ``bits`` is the whole weight, with what third records say; ``level_company`` is there where they were
    heard.
    """

    pairs: pa.Table
    compared: int
    """How many candidate pairs were weighed; most weigh less than the floor."""
    common: tuple[CommonKeys, ...]


def check_columns(records: pa.Table, model: Model) -> None:
    """Raise `InvalidValueError` where records lack a column of the model."""
    lacking = {"id", *model.columns} - set(records.column_names)
    if lacking:
        raise InvalidValueError(
            f"records with the columns of model {model.name}", f"none of {sorted(lacking)}"
        )

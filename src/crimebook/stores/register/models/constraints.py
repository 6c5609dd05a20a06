"""Constraints that the database itself keeps, whoever writes to it."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import CheckConstraint, Index, Q


def one_of(field: str, values: type[StrEnum], name: str) -> CheckConstraint:
    """Allow only the values of an enumeration."""
    return CheckConstraint(condition=Q(**{f"{field}__in": sorted(values)}), name=name)


def one_of_codes(field: str, codes: Iterable[str], name: str) -> CheckConstraint:
    """Allow only the given codes."""
    return CheckConstraint(condition=Q(**{f"{field}__in": sorted(codes)}), name=name)


def exactly_one(fields: tuple[str, ...], name: str) -> CheckConstraint:
    """Demand that exactly one of the foreign keys is set."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return CheckConstraint(condition=condition, name=name)


def owner_indexes(table: str, fields: tuple[str, ...]) -> tuple[Index, ...]:
    """Index foreign keys of which a row has one: each index holds the rows that have it, and no empty ones.

    A row of a window would else stand in eleven indexes, and writing them is most of a large import.
    """
    return tuple(
        Index(fields=(field,), name=f"{table}_of_{field}"[:30], condition=Q(**{f"{field}__isnull": False}))
        for field in fields
    )

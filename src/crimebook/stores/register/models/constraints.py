"""Constraints that the database itself keeps, whoever writes to it."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import CheckConstraint, Q


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

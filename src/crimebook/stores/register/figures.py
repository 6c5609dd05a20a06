"""Counts as they stood at a change of the register, so that no page counts a million rows again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crimebook.stores.register.models import Figure


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A value that was counted at a change."""

    change: int
    value: Any
    made_at: datetime


def read_figure(name: str) -> StoredFigure | None:
    """Return what was counted last under a name, or None."""
    row = Figure.objects.filter(name=name).first()
    return None if row is None else StoredFigure(row.change, row.value, row.made_at)


def keep_figure(name: str, value: Any, *, change: int, at: datetime) -> None:
    """Keep a value that was counted; figures are derived and made again at any time."""
    Figure.objects.update_or_create(name=name, defaults={"change": change, "value": value, "made_at": at})

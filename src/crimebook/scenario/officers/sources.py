"""Kinds of sources: what each tells, in which tongue, how often it errs; from ``sources.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

Weighed: TypeAlias = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source. Shares are of 1; the file says what each is of."""

    name: str
    weight: float
    tongues: Weighed
    styles: Weighed
    declined: float
    misheard: float
    mistyped: float
    no_marks: float
    precise: float
    misread: float
    rank_off: float
    tells: Mapping[str, float]


@cache
def source_kinds() -> tuple[SourceKind, ...]:
    """Return every kind of source, as the file has them."""
    text = files("crimebook.scenario.officers").joinpath("sources.toml").read_text(encoding="utf-8")
    return tuple(_kind(name, row) for name, row in tomllib.loads(text).items())


def _kind(name: str, row: dict[str, Any]) -> SourceKind:
    return SourceKind(
        name=name, tongues=_weighed(row.pop("tongues")), styles=_weighed(row.pop("styles")), **row
    )


def _weighed(shares: Mapping[str, float]) -> Weighed:
    return tuple((float(share), each) for each, share in shares.items())

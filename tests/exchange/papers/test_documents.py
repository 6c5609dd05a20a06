"""The columns of papers stand in the formats as the readers have them."""

from pathlib import Path
from types import ModuleType

import pytest

from crimebook.exchange.papers import (
    consents,
    deaths,
    departures,
    deployments,
    descriptions,
    detentions,
    evaluations,
    headcounts,
    identifications,
    orders,
    retractions,
    translations,
)

FORMATS = (Path(__file__).parents[3] / "docs/formats.md").read_text(encoding="utf-8")
MODULES = (
    consents,
    deaths,
    departures,
    deployments,
    descriptions,
    detentions,
    evaluations,
    headcounts,
    identifications,
    orders,
    retractions,
    translations,
)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_columns_that_must_be_there_are_in_the_formats(module: ModuleType) -> None:
    kind = module.__name__.rpartition(".")[2]
    assert f"| `{kind}` | `{', '.join(module.REQUIRED)}` |" in FORMATS


@pytest.mark.parametrize("qualification", sorted(evaluations.CLINICIANS))
def test_every_clinician_is_named_in_the_formats(qualification: str) -> None:
    assert f"`{qualification}`" in FORMATS

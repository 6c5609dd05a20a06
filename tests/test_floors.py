"""The floors hold when the program runs, not only when its text is read."""

import subprocess
import sys

import pytest

LOADED = "import sys, importlib; importlib.import_module({name!r}); print(' '.join(sorted(sys.modules)))"


def loaded_by(name: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after importing ``name``."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(name=name)], check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "engine",
    [
        "crimebook.asking.flow",
        "crimebook.command.chain",
        "crimebook.command.involvements",
        "crimebook.command.presence",
        "crimebook.custody.events",
        "crimebook.custody.merkle",
        "crimebook.custody.proofs",
        "crimebook.custody.signatures",
        "crimebook.exchange.cases",
        "crimebook.exchange.gazetteers",
        "crimebook.identity.doubles",
        "crimebook.identity.edges",
        "crimebook.places.windows",
        "crimebook.places.hints",
        "crimebook.search.documents",
        "crimebook.search.marking",
        "crimebook.sealing.envelope",
        "crimebook.sealing.slots",
        "crimebook.scenario.generator",
        "crimebook.scenario.manifest",
        "crimebook.spacetime.score",
        "crimebook.spacetime.pairs_sql",
    ],
)
def test_an_engine_loads_no_store_and_no_other_engine(engine: str):
    own = ".".join(engine.split(".")[:2])
    ours = {name for name in loaded_by(engine) if name.startswith("crimebook.")}
    rooms = {".".join(name.split(".")[:2]) for name in ours}
    assert rooms <= {own, "crimebook.terms"}


@pytest.mark.parametrize(
    "room",
    [
        "crimebook.terms.codebook",
        "crimebook.places.windows",
        "crimebook.exchange.cases",
        "crimebook.search.documents",
    ],
)
def test_the_floors_below_the_stores_load_neither_django_nor_duckdb(room: str):
    assert not loaded_by(room) & {"django", "duckdb", "sqlite3", "pyarrow", "scipy"}


def test_looking_words_up_needs_no_database():
    assert "django.db.models.base" not in loaded_by("crimebook.places.placewords")


def test_the_command_line_starts_without_the_heavy_libraries():
    assert not loaded_by("crimebook.zones.cli.app") & {"duckdb", "scipy", "numpy", "pyarrow", "granian"}

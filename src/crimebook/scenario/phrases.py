"""Phrases: what people say, by language. ``words/*.toml`` are read once, from inside the package."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

Phrases: TypeAlias = dict[str, Any]


@cache
def phrases_of(language: str) -> Phrases:
    """Return the phrases of a language: tables of lists of templates."""
    text = files("crimebook.scenario").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

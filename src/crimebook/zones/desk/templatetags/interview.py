"""Fields of a question in a template: names are built there, and what stands in them is looked up here."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def under(prefix: str, name: object) -> str:
    """Return the name of a part: ``from`` and ``date`` are ``from.date``."""
    return f"{prefix}.{name}" if prefix else str(name)


@register.filter
def said(values: Mapping[str, str], name: str) -> str:
    """Return what was answered under a name, empty where nothing was."""
    return values.get(name, "")


@register.filter
def one_of(words: Mapping[str, str], key: str) -> str:
    """Return a short text of the form by its key."""
    return words.get(key, key)

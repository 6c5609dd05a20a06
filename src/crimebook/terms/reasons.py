"""Reasons: sentences that the program says about its own results, in English and ready to be translated.

The message is both the English template and the key of its translation; the values are kept apart, so that
a page can say the same reason in Belarusian, Russian or English years after it was stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Reason:
    """A template with named places, and what stands in them."""

    message: str
    values: tuple[tuple[str, str | int | float], ...] = ()

    def __str__(self) -> str:
        return self.say(self.message)

    def say(self, translated: str) -> str:
        """Return the reason in the words of a translated template."""
        return translated.format(**dict(self.values)) if self.values else translated

    def to_json(self) -> dict[str, Any]:
        """Return a value for a JSON column; the reverse of `from_json`."""
        return {"message": self.message, "values": dict(self.values)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(stored["message"], tuple(stored["values"].items()))


def reason(message: str, **values: str | float) -> Reason:
    """Return a `Reason`. The message catalogue collects the literal first argument of every call."""
    return Reason(message, tuple(values.items()))


def join_reasons(reasons: Iterable[Reason]) -> str:
    """Return the reasons as one English line."""
    return "; ".join(str(each) for each in reasons)

"""Errors that a registrar can act on: what was expected, what came, what to do.

An error names rows and records by id, never by what a person said.
"""

from dataclasses import dataclass


class CrimebookError(Exception):
    """The root of every error that Crimebook raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one value: ``expected``, ``got`` and the ``remedy``, each a short phrase."""

    expected: str
    got: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"expected {self.expected}, got {self.got}{remedy}"


class InvalidValueError(CrimebookError):
    """A value that is not of the form its type demands."""

    def __init__(self, expected: str, got: str, remedy: str = "") -> None:
        self.fault = Fault(expected, got, remedy)
        super().__init__(str(self.fault))


class NotFoundError(CrimebookError):
    """A reference that points at nothing the asker may see."""

"""What a check found: statements, and the one outcome that follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from crimebook.terms.errors import CrimebookError
from crimebook.terms.reasons import Reason, reason


class Outcome(IntEnum):
    """The program's exit code."""

    PROVEN = 0
    REFUTED = 1
    UNCHECKED = 2


class Kind(StrEnum):
    """What a statement is worth."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNCHECKED = "unchecked"
    """It could not be checked, and the rest is worth little without it."""

    NOT_PROVEN = "not-proven"
    """A limit of what was checked: nobody tried to hide it, and nobody has shown it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement; ``detail`` is the engine's own words, in English."""

    kind: Kind
    said: Reason
    detail: str = ""


class UncheckedError(CrimebookError):
    """What was to be checked, or by what, cannot be read at all."""

    def __init__(self, said: Reason, detail: str = "") -> None:
        self.finding = Finding(Kind.UNCHECKED, said, detail)
        super().__init__(str(said))


def proven(said: Reason) -> Finding:
    """Return a statement that was proven."""
    return Finding(Kind.PROVEN, said)


def not_proven(said: Reason) -> Finding:
    """Return a limit of what was proven."""
    return Finding(Kind.NOT_PROVEN, said)


def refuted(said: Reason, error: Exception | None = None) -> Finding:
    """Return a statement that something is not as it should be."""
    return Finding(Kind.REFUTED, said, str(error or ""))


def unchecked(said: Reason, error: Exception | None = None) -> Finding:
    """Return a statement that something could not be checked."""
    return Finding(Kind.UNCHECKED, said, str(error or ""))


def missing(path: str) -> UncheckedError:
    """Return the error for a file that is not there."""
    return UncheckedError(reason("{path} is not there. What it should show could not be checked.", path=path))


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """Return what follows: one contradiction refutes all, and what proves nothing was not checked."""
    kinds = {each.kind for each in findings}
    if Kind.REFUTED in kinds:
        return Outcome.REFUTED
    if Kind.UNCHECKED in kinds or Kind.PROVEN not in kinds:
        return Outcome.UNCHECKED
    return Outcome.PROVEN

"""What the ledger refuses. No error names what a leaf stands for."""

from crimebook.terms.errors import CrimebookError, Fault


class LedgerError(CrimebookError):
    """The root of all that the ledger refuses."""

    def __init__(self, expected: str, got: str, remedy: str = "") -> None:
        self.fault = Fault(expected, got, remedy)
        super().__init__(str(self.fault))


class LedgerMovedError(LedgerError):
    """Leaves were to stand at a place that is taken by now: somebody else appends."""


class LedgerBusyError(LedgerError):
    """Another process publishes into the same folder."""


class UnreachableLogError(LedgerError):
    """A log of others that does not answer, or whose answer is no file of a log."""

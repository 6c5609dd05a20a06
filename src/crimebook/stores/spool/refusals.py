"""What the spool refuses, each in its own class because the page that answers it differs.

Every refusal says expected, got and remedy. None names a file's content or a mailbox.
"""

from collections.abc import Sequence

from crimebook.terms.errors import CrimebookError, Fault
from crimebook.terms.ids import Digest


class SpoolError(CrimebookError):
    """The root of all that the spool refuses."""

    def __init__(self, expected: str, got: str, remedy: str = "") -> None:
        self.fault = Fault(expected, got, remedy)
        super().__init__(str(self.fault))


class SpoolFullError(SpoolError):
    """No room in the lane: parts stop first, then text; nothing already kept is touched."""


class TooManyPartsError(SpoolError):
    """More parts than one report may have."""


class TooManyMessagesError(SpoolError):
    """A mailbox has as many messages waiting as it may."""


class PartSizeError(SpoolError):
    """A part that is not exactly as long as every part is: truncated, or made by another program."""


class PartHashError(SpoolError):
    """A part whose bytes are not those of its name."""


class EnvelopeSizeError(SpoolError):
    """An envelope or a message that is empty or longer than any that the form can make."""


class BadReportError(SpoolError):
    """A report whose submission id or list of parts has not the form that it must have."""


class MissingPartsError(SpoolError):
    """A report that names parts which are not here; ``hashes`` says which."""

    def __init__(self, hashes: Sequence[Digest], parts: int) -> None:
        self.hashes = tuple(hashes)
        super().__init__(
            f"all {parts} parts in the spool",
            f"{len(hashes)} missing",
            "send the missing parts, then the report again",
        )


class DamagedItemError(SpoolError):
    """A file of the spool that does not read back as it was written."""


class AcknowledgementError(SpoolError):
    """An acknowledgement that no key of the desk signed, or that speaks of another envelope."""


class CopiesError(SpoolError):
    """Fewer durable copies than an acknowledgement needs."""


class BadSlotError(SpoolError):
    """A reply whose place or size is not that of a slot."""

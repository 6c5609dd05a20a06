"""Why an age file was not opened."""

from enum import StrEnum

from crimebook.terms.errors import CrimebookError


class Refusal(StrEnum):
    """At which step opening stopped, in the words of the C2SP test vectors."""

    ARMOR = "armor failure"
    HEADER = "header failure"
    NO_MATCH = "no match"
    MAC = "HMAC failure"
    PAYLOAD = "payload failure"


class UnsealError(CrimebookError):
    """An age file that is not opened. Nothing that was read of it before may be believed."""

    def __init__(self, refusal: Refusal, sentence: str) -> None:
        self.refusal = refusal
        super().__init__(f"{refusal}: {sentence}")


class IdentityError(CrimebookError):
    """A text that is no identity."""

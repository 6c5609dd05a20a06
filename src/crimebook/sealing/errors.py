"""What the sealing engine refuses. No error says what was inside, only what form was expected of it."""

from crimebook.terms.errors import InvalidValueError


class SealingError(InvalidValueError):
    """The root of every refusal of this engine."""


class RecipientError(SealingError):
    """A text that is no post-quantum recipient."""


class BodyTooLongError(SealingError):
    """A body that fits no size that a report may have."""


class EnvelopeError(SealingError):
    """A body that is not of the form of the specification."""


class FutureVersionError(EnvelopeError):
    """A body of a version that this program does not know yet."""


class MessageError(SealingError):
    """A message that was forged, replayed, or put where it does not belong."""


class SlotError(SealingError):
    """A slot that holds nothing for this receipt."""


class ManifestError(SealingError):
    """A key manifest that must not be used."""


class ManifestExpiredError(ManifestError):
    """A key manifest that was good, and is too old."""


class ShareError(SealingError):
    """A share that is not the one its holder was given."""


class RequestError(SealingError):
    """A request for an identity, or an answer to one, that must not be acted upon."""

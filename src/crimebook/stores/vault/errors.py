"""What the vault refuses. No error names a passphrase or a key."""

from crimebook.terms.errors import CrimebookError, Fault


class VaultError(CrimebookError):
    """The root of all that the vault refuses."""

    def __init__(self, expected: str, got: str, remedy: str = "") -> None:
        self.fault = Fault(expected, got, remedy)
        super().__init__(str(self.fault))


class KeyExistsError(VaultError):
    """A key of that name is there, and is never replaced."""


class KeyMissingError(VaultError):
    """No key of that name: it was never made, or it was destroyed."""


class PassphraseError(VaultError):
    """A passphrase that is too short, or that does not unlock its half."""

"""Files that a command hands over: read whole, written whole, refused in a sentence."""

from pathlib import Path

from crimebook.terms.errors import CrimebookError

MAX_BYTES = 1 << 20
MAX_SHARES_BYTES = 1 << 29
"""Of a custodian's shares of all reports: three kilobytes each."""


class HandedFileError(CrimebookError):
    """A file that cannot be read or written."""


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return a small file's bytes."""
    try:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise HandedFileError(f"expected to read {path}, got: {error.strerror}") from error
    if len(content) > max_bytes:
        raise HandedFileError(f"expected at most {max_bytes} bytes in {path}, got more")
    return content


def write_file(path: Path, content: bytes) -> None:
    """Write a file under another name and rename it: a stick that is pulled out has it whole or not."""
    passing = path.with_name(f".{path.name}.new")
    try:
        passing.write_bytes(content)
        passing.replace(path)
    except OSError as error:
        raise HandedFileError(f"expected to write {path}, got: {error.strerror}") from error

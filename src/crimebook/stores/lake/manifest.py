"""The lake's manifest: which files hold its windows, what is in each, and how far they follow the register.

One JSON object with a digest of itself. A file that it does not name is left over from a run that was
killed, and is of no account.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from crimebook.stores.lake.slabs import LENGTHS, Slab
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import CrimebookError

NAME = "manifest.json"
FORMAT = 1


class LakeDamagedError(CrimebookError):
    """A file of the lake is missing or is not what the manifest says. The lake can be made again."""

    def __init__(self, what: str) -> None:
        super().__init__(f"expected the lake's files as its manifest names them, got {what}")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One Parquet file: whose slab, how many windows and rows, their hull in time and ids, its digest."""

    path: str
    slab: Slab
    windows: int
    rows: int
    first_window: int
    last_window: int
    start_us: int
    end_us: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a lake holds. ``columns`` names the version of the columns, ``state`` is the writer's own."""

    columns: str
    files: tuple[FileFacts, ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict)

    @property
    def windows(self) -> int:
        """Return how many windows are in all files."""
        return sum(each.windows for each in self.files)

    def format(self) -> bytes:
        """Return the manifest as a file."""
        body = {
            "format": FORMAT,
            "columns": self.columns,
            "state": dict(self.state),
            "files": [_file_json(each) for each in self.files],
        }
        return (json.dumps({"sha256": _digest(body), **body}, indent=1) + "\n").encode()


def parse_manifest(content: bytes) -> Manifest:
    """Return the manifest of a file, or raise `LakeDamagedError`."""
    try:
        told = json.loads(content)
        digest = told.pop("sha256")
        if digest != _digest(told) or told["format"] != FORMAT:
            raise LakeDamagedError(f"a {NAME} with another digest")
        files = tuple(FileFacts(**{**each, "slab": Slab(*each["slab"])}) for each in told["files"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LakeDamagedError(f"a {NAME} that cannot be read") from error
    return Manifest(told["columns"], files, told["state"])


def _file_json(each: FileFacts) -> dict[str, Any]:
    return {**asdict(each), "slab": [each.slab.length, each.slab.number]}


def _digest(body: Mapping[str, Any]) -> str:
    # Not the canonical form: open bounds of time are whole numbers beyond what that may say.
    return sha256_hex(json.dumps(body, sort_keys=True).encode())


def scheme() -> str:
    """Return what the slabs are cut by, to be made part of a lake's ``columns``."""
    return " ".join(f"{each.name}:{each.limit_us}:{each.slab_us}" for each in LENGTHS)

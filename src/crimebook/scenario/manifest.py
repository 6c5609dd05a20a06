"""The manifest of a scenario, ``scenario.toml``: what made it, and every file with its rows and its SHA-256.

`FROZEN` holds the digests of two scenarios of each version. A generator that makes anything else is another
version.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from crimebook.scenario.nights import VERSION
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

NAME = "scenario.toml"
MOST_INCIDENTS = 1_000_000

FROZEN: Mapping[tuple[int, int, int], str] = {
    (1, 1, 100): "130e6228cc653df9b57e4ad4a54b9b76979366aaa868e8a73aae97ae57e34e10",
    (1, 7, 1000): "4d45c4fadb9df9d99b0008809ae3996ab5a3f4ff49f4a64c27d3d91513eb0683",
}
"""Digest of the files by version, seed and incidents."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of a scenario: its name, its rows without the header, its SHA-256."""

    name: str
    rows: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made a scenario, and its files in the order in which they can be imported."""

    seed: int
    incidents: int
    files: tuple[FileFacts, ...]
    version: int = VERSION

    @property
    def digest(self) -> Digest:
        """The SHA-256 over a line ``name sha256`` for each file."""
        return sha256_hex("".join(f"{each.name} {each.digest}\n" for each in self.files).encode())

    def format(self) -> str:
        """Write the manifest as TOML; the reverse of `parse_manifest`."""
        head = f"version = {self.version}\nseed = {self.seed}\nincidents = {self.incidents}\n"
        parts = (
            f'\n[[file]]\nname = "{each.name}"\nrows = {each.rows}\nsha256 = "{each.digest}"\n'
            for each in self.files
        )
        return head + "".join(parts)


def check_size(incidents: int) -> int:
    """Return a size that a scenario may have, or raise `InvalidValueError`."""
    if not 1 <= incidents <= MOST_INCIDENTS:
        raise InvalidValueError(f"1 to {MOST_INCIDENTS} incidents", str(incidents))
    return incidents


def parse_manifest(text: str) -> Manifest:
    """Read ``scenario.toml``, or raise `InvalidValueError`."""
    try:
        table = tomllib.loads(text)
        files = tuple(
            FileFacts(str(each["name"]), int(each["rows"]), Digest(str(each["sha256"])))
            for each in table["file"]
        )
        return Manifest(int(table["seed"]), int(table["incidents"]), files, int(table["version"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise InvalidValueError("a manifest of a scenario", type(error).__name__, "make it again") from error

"""Whom a book asks for timestamps: ``anchors.toml`` in its folder.

::

    calendars = ["https://calendar.example.org"]

    [[authority]]
    name = "example"
    url = "https://tsa.example.org/tsr"
    roots = "anchor-roots/example.pem"

``roots`` is a PEM file beside it with the roots that one trusts for this authority. Two authorities of
different owners, or more, are wanted; a book without the file asks nobody.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.x509 import Certificate

from crimebook.custody.timestamps import TimestampError, read_roots
from crimebook.terms.errors import InvalidValueError

FILE = "anchors.toml"
ENOUGH_AUTHORITIES = 2
_NAME = re.compile(r"[a-z0-9]{1,32}")


class AnchorPlanError(InvalidValueError):
    """A plan that cannot be followed."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A timestamping authority: what we call it, where it answers, which roots we trust for it."""

    name: str
    url: str
    roots: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class AnchorPlan:
    """Authorities (RFC 3161) and calendars (OpenTimestamps) that a book asks; both may be empty."""

    authorities: tuple[Authority, ...] = ()
    calendars: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to ask."""
        return not self.authorities and not self.calendars


def read_plan(folder: Path) -> AnchorPlan:
    """Return the plan of the book in ``folder``, an empty one without its file; raise `AnchorPlanError`."""
    path = folder / FILE
    if not path.is_file():
        return AnchorPlan()
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AnchorPlanError(f"TOML in {FILE}", str(error)) from error
    unknown = sorted(plain.keys() - {"authority", "calendars"})
    if unknown:
        raise AnchorPlanError(f"authority and calendars in {FILE}", ", ".join(unknown)[:80])
    authorities = tuple(_authority(folder, each) for each in _list(plain, "authority"))
    names = [each.name for each in authorities]
    if len(set(names)) < len(names):
        raise AnchorPlanError(f"a name for each authority in {FILE}", "one that comes twice")
    return AnchorPlan(authorities, tuple(_address(each).rstrip("/") for each in _list(plain, "calendars")))


def _list(plain: dict[str, Any], key: str) -> list[Any]:
    found = plain.get(key, [])
    if not isinstance(found, list):
        raise AnchorPlanError(f"a list of {key} in {FILE}", type(found).__name__)
    return found


def _authority(folder: Path, plain: Any) -> Authority:
    if not isinstance(plain, dict) or plain.keys() != {"name", "url", "roots"}:
        raise AnchorPlanError(f"name, url and roots of an authority in {FILE}", "others")
    name = str(plain["name"])
    if not _NAME.fullmatch(name):
        raise AnchorPlanError("a name of 1 to 32 letters a-z and digits", repr(name[:40]))
    try:
        roots = read_roots((folder / str(plain["roots"])).read_bytes())
    except OSError as error:
        raise AnchorPlanError(
            f"the roots of {name}", f"a file that cannot be read: {error.strerror}"
        ) from error
    except TimestampError as error:
        raise AnchorPlanError(f"the roots of {name} in PEM", "something else") from error
    return Authority(name, _address(plain["url"]), roots)


def _address(url: Any) -> str:
    parts = urlsplit(str(url))
    # http is common and does no harm here: tokens are signed, and what is sent is a digest.
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise AnchorPlanError("an address with http or https", repr(str(url)[:80]))
    return str(url)

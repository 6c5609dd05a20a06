"""What programs on phones write beside a picture, and what of it is kept.

A photograph says where a witness stood; the serial of the phone, the names of the Wi-Fi networks around it
and the cells of its operator say who the witness is. Only the fields that are named to `kept` come in.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePosixPath

from crimebook.exchange.accounts import FileFacts, When
from crimebook.exchange.bundles import base_name
from crimebook.exchange.moments import read_moment
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

PHONE_CLOCK_SIGMA_S = 60.0
"""A phone sets its clock by its network to a second; a minute allows for one that was set by hand."""
MAX_CAPTURE_S = 6 * 3600.0
"""A file that was being written for longer was copied or edited, not recorded."""

_MEDIA = {
    "video": "mp4 mov avi mkv webm 3gp m4v mts mpg mpeg",
    "photo": "jpg jpeg png gif bmp webp heic heif tif tiff avif dng",
    "audio": "mp3 wav aac ogg opus m4a amr flac 3ga",
}
_KINDS = {ending: kind for kind, endings in _MEDIA.items() for ending in endings.split()}


def kept(cells: Mapping[str, str], fields: Iterable[str]) -> dict[str, str]:
    """Return the cells of these fields alone; a path keeps its last name only, folders can hold a name."""
    allowed = {name.casefold() for name in fields}
    return {
        name: base_name(cell) if name.casefold().endswith("path") else cell
        for name, cell in cells.items()
        if name.casefold() in allowed
    }


def kind_of(name: str, media_type: str = "") -> str:
    """Return the code of ``recording_kinds`` for a file's name or media type."""
    family = media_type.partition("/")[0]
    if family in {"video", "audio"}:
        return family
    if family == "image":
        return "photo"
    return _KINDS.get(PurePosixPath(name).suffix.lstrip(".").lower(), "undetermined")


def is_media(path: str) -> bool:
    """Whether a member of a bundle is a picture, a video or a sound."""
    return kind_of(path) != "undetermined"


def captured(start: datetime | None, end: datetime | None, *, made_by: datetime | None = None) -> When:
    """Return when a file was captured: from its beginning to its end, by the clock of a phone.

    Where only ``made_by`` is known, a moment at which the file was there already, that is all that is said.
    """
    start = start or end
    if start is None:
        return When(posted_at=made_by)
    if end is None or not 0 <= (end - start).total_seconds() <= MAX_CAPTURE_S:
        end = start
    return When(start=start, end=end, sigma_s=PHONE_CLOCK_SIGMA_S)


def read_stamp(text: str) -> datetime | None:
    """Read the instant of a stamp; None where it is empty, 0, or says nothing of its offset."""
    if text in {"", "0", "null"}:
        return None
    return read_moment(text).instant


def read_file_digest(text: str) -> Digest:
    """Read a SHA-256 in either case, with or without its name before it."""
    digits = text.strip().lower()
    for name in ("sha-256:", "sha256:", "sha-256 ", "sha256 "):
        digits = digits.removeprefix(name).strip()
    return parse_digest(digits)


def find_file_digest(text: str) -> Digest | None:
    """Return a SHA-256, or None where the words are no SHA-256 (another algorithm, a note, nothing)."""
    try:
        return read_file_digest(text)
    except InvalidValueError:
        return None


def file_of(name: str, digest: Digest | None, *, media_type: str = "", size: int | None = None) -> FileFacts:
    """Return the facts of a file by the last name of its path."""
    return FileFacts(base_name(name), digest, media_type, size)

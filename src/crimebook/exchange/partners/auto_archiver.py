"""What Bellingcat's auto-archiver made of links: its sheet as CSV, or its metadata as JSON.

The sheet has one link a line. Its columns are known in either case and under their older names: ``Link``,
``Archive status``, ``Archive location``, ``Archive date``, ``Upload timestamp`` (``Timestamp``), ``Upload
title`` (``Title``), ``Text content`` (``Text``), ``Screenshot``, ``Hash``, ``Perceptual hashes``, ``WACZ``,
``ReplayWebpage``, ``Thumbnail``; other columns are kept as words. The JSON is an object of ``status``,
``metadata`` and ``media``, alone, in a list or one a line; the server's ``id, url, result`` is opened.

A link is a recording; where there are words and no picture, a message. A link that could not be archived
comes in all the same: it is still a link. A link twice in one file is one record. The hash is that of the
archived page. The upload time is the only time: when it was posted, never when it happened. auto-archiver
writes the reading of any clock as if it were UTC, so a site that told its own hour may be off by its offset.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from crimebook.exchange import tables
from crimebook.exchange.accounts import (
    Account,
    FileFacts,
    Format,
    LinkWords,
    Subject,
    When,
    cell_of,
    read_json,
    value_of,
)
from crimebook.exchange.bundles import base_name
from crimebook.exchange.headings import plain
from crimebook.exchange.moments import read_epoch, read_moment
from crimebook.exchange.partners.phones import find_file_digest, kind_of
from crimebook.exchange.tables import FieldError, Row, TableError, read_field
from crimebook.exchange.values import MAX_SPAN_S, read_url
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId

_COLUMNS: Mapping[str, str] = {
    "link": "link | url | source url | source link | media url",
    "status": "archive status | status",
    "archive": "archive location | archive | archive url | archive link",
    "date": "archive date | date archived | archived at",
    "posted": "upload timestamp | timestamp | upload date | post timestamp",
    "title": "upload title | title | post title",
    "text": "text content | text | content | post text",
    "screenshot": "screenshot",
    "hash": "hash | sha256 | sha 256",
    "perceptual": "perceptual hashes | perceptual hash | pdq hash | pdq hashes",
    "wacz": "wacz",
    "replay": "replaywebpage | replay webpage",
    "thumbnail": "thumbnail | thumbnail index",
    "duration": "duration",
}
_BY_NAME = {name.strip(): column for column, names in _COLUMNS.items() for name in names.split("|")}
_ARCHIVED = ("archive", "screenshot", "wacz", "replay")
_LARGEST_NAME = 200


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield one row a link; lines of a sheet without anything in them are no rows."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}:
        for number, entry in enumerate(_entries(content), start=1):
            yield Row(number, _cells_of(entry, number))
        return
    for row in tables.read_rows(content, ()):
        if not any(_column(name) == "link" for name in row.cells):
            raise TableError("expected a sheet of auto-archiver with the column Link, got none of that name")
        if any(cell.strip() for cell in row.cells.values()):
            yield row


def read_account(row: Row) -> Account:
    """Read one link as a recording, or as a message where it holds words alone."""
    return _from_metadata(row) if "metadata" in row.cells else _from_sheet(row)


def _from_sheet(row: Row) -> Account:
    cells = _known(row)
    url = _url(cells["link"], "Link")
    has_picture = any(cells[name] for name in ("thumbnail", "duration", "perceptual"))
    is_message = bool(cells["text"]) and not has_picture
    return Account(
        row=row,
        external_id=_id(url),
        subject=Subject.MESSAGE if is_message else Subject.RECORDING,
        title=cells["title"] or url[:_LARGEST_NAME],
        text=cells["text"],
        url=url,
        when=When(posted_at=_posted_at(cells["posted"], "Upload timestamp")),
        kind="public_post" if is_message else ("video" if cells["duration"] else "undetermined"),
        links=(LinkWords(url, cells["status"]), *_archived(cells)),
        files=_hashed(cells),
        duration_s=_duration_s(cells["duration"]),
    )


def _known(row: Row) -> dict[str, str]:
    """Return the cells of the columns that auto-archiver writes; the first of two with one meaning."""
    known = dict.fromkeys(_COLUMNS, "")
    for name in row.cells:
        column = _column(name)
        if column and not known[column]:
            known[column] = row[name]
    return known


def _column(name: str) -> str | None:
    return _BY_NAME.get(plain(name))


def _archived(cells: Mapping[str, str]) -> Iterator[LinkWords]:
    """Yield the addresses of what was archived; a path on somebody's disk is no address."""
    for name in _ARCHIVED:
        if cells[name].startswith(("https://", "http://")):
            try:
                yield LinkWords(read_url(cells[name]), name)
            except InvalidValueError:
                continue


def _hashed(cells: Mapping[str, str]) -> tuple[FileFacts, ...]:
    digest = find_file_digest(cells["hash"])
    if digest is None:
        return ()
    return (FileFacts(base_name(cells["archive"].partition("?")[0])[:_LARGEST_NAME] or digest[:16], digest),)


def _from_metadata(row: Row) -> Account:
    facts, media = value_of(row, "metadata"), value_of(row, "media") or []
    if not isinstance(facts, dict) or not isinstance(media, list):
        raise FieldError("metadata", Fault("an object, and media as a list", "something else"))
    url = _url(cell_of(facts.get("url")), "url")
    pieces = [each for each in media if isinstance(each, dict)]
    kind = _kind(pieces)
    text = cell_of(facts.get("content"))
    is_message = bool(text) and kind == "undetermined"
    return Account(
        row=row,
        external_id=_id(url),
        subject=Subject.MESSAGE if is_message else Subject.RECORDING,
        title=cell_of(facts.get("title")) or url[:_LARGEST_NAME],
        text=text,
        url=url,
        when=When(posted_at=_posted_at(cell_of(facts.get("timestamp")), "timestamp")),
        kind="public_post" if is_message else kind,
        links=(LinkWords(url, row["status"]), *_stored(pieces)),
        files=tuple(_file(each) for each in pieces),
        duration_s=_first_duration_s(pieces),
    )


def _properties(piece: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = piece.get("properties")
    return properties if isinstance(properties, dict) else {}


def _is_of_the_archive(piece: Mapping[str, Any]) -> bool:
    """Whether a file was made by the archiver itself: a page, a screenshot, an archive, a thumbnail."""
    name = cell_of(_properties(piece).get("id"))
    return name.startswith(("_final_media", "screenshot", "thumbnail", "browsertrix", "warc", "pdf"))


def _kind(pieces: list[dict[str, Any]]) -> str:
    kinds = [
        kind_of(_name(each), cell_of(each.get("_mimetype") or each.get("mimetype")))
        for each in pieces
        if not _is_of_the_archive(each)
    ]
    return next((kind for kind in ("video", "audio", "photo") if kind in kinds), "undetermined")


def _name(piece: Mapping[str, Any]) -> str:
    return base_name(cell_of(piece.get("filename") or piece.get("key") or piece.get("_key")))[:_LARGEST_NAME]


def _file(piece: Mapping[str, Any]) -> FileFacts:
    properties = _properties(piece)
    digest = next(
        filter(
            None,
            (find_file_digest(cell_of(properties.get(name))) for name in ("hash", "hash-sha256", "sha256")),
        ),
        None,
    )
    return FileFacts(_name(piece), digest, cell_of(piece.get("_mimetype") or piece.get("mimetype")))


def _stored(pieces: list[dict[str, Any]]) -> Iterator[LinkWords]:
    for piece in pieces:
        urls = piece.get("urls")
        for url in urls if isinstance(urls, list) else ():
            try:
                yield LinkWords(read_url(cell_of(url)), cell_of(_properties(piece).get("id")))
            except InvalidValueError:
                continue


def _first_duration_s(pieces: list[dict[str, Any]]) -> float | None:
    return next(
        filter(None, (_duration_s(cell_of(_properties(each).get("duration"))) for each in pieces)), None
    )


def _duration_s(text: str) -> float | None:
    """Read seconds or ``h:mm:ss``; None where it says neither."""
    try:
        seconds = 0.0
        for part in text.split(":"):
            seconds = seconds * 60 + float(part)
    except ValueError:
        return None
    return seconds if 0 < seconds <= MAX_SPAN_S else None


def _posted_at(text: str, field: str) -> datetime | None:
    """Read when it was posted: UTC with its offset, UTC without, or seconds since 1970."""
    if not text:
        return None
    try:
        if text.replace(".", "", 1).isdigit():
            return read_epoch(text)
        moment = read_moment(text)
        return moment.instant or (read_moment(f"{text}Z").instant if moment.local else None)
    except InvalidValueError as error:
        raise FieldError(field, error.fault) from error


def _url(text: str, field: str) -> str:
    return read_field(Row(0, {field: text}), field, read_url)


def _id(url: str) -> ExternalId:
    """Return the id of a link: the sheet gives none, and a row's number changes when a sheet is sorted."""
    return ExternalId("link-" + hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32])


def _entries(content: bytes) -> Iterator[Any]:
    try:
        value = read_json(content)
    except TableError:
        lines = [line for line in content.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        for line in lines:
            yield read_json(line)
        return
    yield from value if isinstance(value, list) else [value]


def _cells_of(entry: Any, number: int) -> dict[str, str]:
    if isinstance(entry, dict) and isinstance(entry.get("result"), dict):
        entry = entry["result"]
    if not isinstance(entry, dict) or "metadata" not in entry:
        raise TableError(
            f"record {number}: expected auto-archiver's status, metadata and media, got other JSON"
        )
    return {str(name): cell_of(value) for name, value in entry.items()}


AUTO_ARCHIVER = Format(
    "auto-archiver", "Bellingcat's auto-archiver: its sheet or its metadata", read_rows, read_account
)

"""Files of a form, sealed while the request is read. Django's own handlers would write them down in clear.

`read_form` reads a multipart form whose hidden draft stands before its files: a file that comes without a
draft that opens is not read. Of each file at most one part (1 MiB) is held in clear, in memory; sealed parts
go to the spool as they are full. A file that breaks off is dropped: what is left of it expires there.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from crimebook.evidence.scan import Scan
from crimebook.evidence.tape import DamagedError, UncleanableError
from crimebook.sealing.parts import FileRef
from crimebook.stores.spool.refusals import SpoolFullError
from crimebook.terms.errors import CrimebookError
from crimebook.work.receiving.files import Incoming, TooLargeError
from crimebook.zones.intake.telling import field_of, pack, wants_copy

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

READ_BYTES = 32 * 1024
MAX_UPLOADS = 24
"""Files read at once by one process. Those who only write never wait for them."""

Random = Callable[[int], bytes]

_room = BoundedSemaphore(MAX_UPLOADS)


class BusyError(CrimebookError):
    """As many files as may be are being read already."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was read: its fields, the files that arrived whole, and what stopped the others.

    What the files told is a field of each (`telling.field_of`).
    """

    fields: QueryDict
    files: tuple[FileRef, ...] = ()
    refusal: CrimebookError | None = None
    has_found: bool = False
    """Whether a file that came tells something, and was sealed with it."""


class RefuseUploads(FileUploadHandler):
    """The handler of every view that takes no files."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        """Refuse the file unread."""
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's names
        """Take nothing."""
        return

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":  # noqa: ARG002 - Django's names
        """Keep nothing."""
        return None


class SealingHandler(FileUploadHandler):
    """Seals files into parts while they come. ``begin`` gives the way in for the next file, or raises."""

    chunk_size = READ_BYTES

    def __init__(self, begin: Callable[[tuple[FileRef, ...]], Incoming]) -> None:
        super().__init__()
        self._begin = begin
        self._incoming: Incoming | None = None
        self.files: tuple[FileRef, ...] = ()
        self.refusal: CrimebookError | None = None
        self.told: dict[str, str] = {}
        self.has_found = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        try:
            self._incoming = self._begin(self.files)
        except CrimebookError as error:
            self._stop(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's names
        """Seal a piece of the file."""
        if self._incoming is None:
            return
        try:
            self._incoming.take(raw_data)
        except (TooLargeError, SpoolFullError, UncleanableError, DamagedError) as error:
            self._stop(error)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":  # noqa: ARG002 - Django's names
        """Put the last part down; this is called only for a file that arrived whole."""
        if self._incoming is None:
            return None
        try:
            file = self._incoming.finish(self.file_name or "-")
        except (SpoolFullError, UncleanableError, DamagedError) as error:
            self._stop(error)
        else:
            self.files = (*self.files, file)
            scan = self._incoming.scan
            self.told[field_of(file.sha256)] = pack(scan)
            self.has_found |= bool(scan.found) and not scan.is_copy
        self._incoming = None
        return None

    def _stop(self, error: CrimebookError) -> None:
        self.refusal = error
        self._incoming = None
        # The rest is read and forgotten, since a browser shows no page while it is still sending; but not
        # where too many send already.
        raise StopUpload(connection_reset=isinstance(error, BusyError))


class _Body:
    """A request's body that can only be read in pieces.

    Django passes over what it does not want line by line, and a film without a line end is one line of 1 GB.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def read(self, size: int | None = None, /) -> bytes:
        """Return at most ``size`` bytes, and never more than a piece."""
        return self._request.read(min(size or READ_BYTES, READ_BYTES))

    def readline(self, limit: int | None = None, /) -> bytes:
        """Return a piece: lines mean nothing here."""
        return self.read(limit)

    def readlines(self) -> list[bytes]:
        """Return the rest in pieces."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the rest in pieces."""
        return iter(lambda: self.read(READ_BYTES), b"")


class _Parser(MultiPartParser):
    """Django's parser, which can say what it has read before the files."""

    _post: QueryDict

    @property
    def told(self) -> QueryDict:
        return self._post


def read_form(
    request: HttpRequest,
    begin: Callable[[QueryDict, tuple[FileRef, ...]], Incoming],
) -> Form:
    """Read a form with files. ``begin`` is given the fields before the file and the files before it.

    Raises `BusyError` before a file is read, and `MultiPartParserError` for what is no form. A form that
    brings no file takes nobody's place.
    """
    if not request.content_type or not request.content_type.startswith("multipart/"):
        return Form(request.POST)
    with ExitStack() as place:

        def begin_file(files: tuple[FileRef, ...]) -> Incoming:
            if not files:
                _take_place(place)
            incoming = begin(parser.told, files)
            incoming.scan = Scan(wants_copy=wants_copy(parser.told))
            return incoming

        handler = SealingHandler(begin_file)
        parser = _Parser(request.META, _Body(request), [handler], "utf-8")
        try:
            fields, _ = parser.parse()
        except OSError as error:
            raise MultiPartParserError("the request broke off") from error
    if isinstance(handler.refusal, BusyError):
        raise handler.refusal
    if handler.told:
        fields = fields.copy()
        fields.update(handler.told)
    return Form(fields, handler.files, handler.refusal, handler.has_found)


def _take_place(place: ExitStack) -> None:
    """Take one of the places for files until ``place`` ends, or raise `BusyError`."""
    if not _room.acquire(blocking=False):
        raise BusyError("as many files as may be are being read already")
    place.callback(_room.release)

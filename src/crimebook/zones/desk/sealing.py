"""A file that is sent to the desk, sealed while the request is read: none of it is on a disk in clear."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from crimebook.work.opening.recorded import Incoming, Recording

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class RecordingHandler(FileUploadHandler):
    """Takes one file. ``begin`` gives the way in; ``recording`` is what came whole in the end, or None."""

    def __init__(self, begin: Callable[[], Incoming]) -> None:
        super().__init__()
        self._begin = begin
        self._incoming: Incoming | None = None
        self.recording: Recording | None = None
        self.name = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the file; a second one is not read."""
        super().new_file(*args, **kwargs)
        if self._incoming is not None:
            raise StopUpload(connection_reset=True)
        self.name = self.file_name or ""
        self._incoming = self._begin()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's names
        """Seal a piece of the file."""
        if self._incoming is not None:
            self._incoming.take(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":  # noqa: ARG002 - Django's names
        """Keep the blob; this is called only for a file that arrived whole."""
        if self._incoming is not None:
            self.recording = self._incoming.finish()
        return None

    def drop(self) -> None:
        """Take away what came."""
        if self._incoming is not None:
            self._incoming.drop()

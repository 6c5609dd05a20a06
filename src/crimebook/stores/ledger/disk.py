"""The disk under the public files: for everybody to read, and of the time at which an interval was due."""

from crimebook.stores.disk import Disk, RealDisk

__all__ = ["Disk", "FolderDisk"]


class FolderDisk(RealDisk):
    """`Disk` over a real file system. Every file and folder that it changes gets the time ``time_s``.

    A web server tells a file's time to everybody. It must say when an interval was due, and not how long it
    took to make it. Without one the times are those of the clock.
    """

    def __init__(self, time_s: int | None = None) -> None:
        super().__init__(None if time_s is None else time_s * 1_000_000_000)

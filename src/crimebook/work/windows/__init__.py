"""Windows that are in no book: two lists matched as a book's would be, by the command and from Python.

``crimebook.work.windows.match(incidents, recordings, top=10)`` is the call; `matching` does the work.
"""

from crimebook.work.windows.calling import RefusedRowsError, match

__all__ = ["RefusedRowsError", "match"]

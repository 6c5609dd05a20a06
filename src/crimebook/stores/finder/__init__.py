"""The finder: the search index of a book, a folder of its own kept by tantivy. The only place that runs it.

The folder lies on the same volume as the book, holds words of its records, and can be made again from the
register at any time: it is never backed up, and a broken or outdated one is thrown away.
"""

from crimebook.stores.finder.finder import Finder, FinderBusyError, FinderWriter, Found, Hit

__all__ = ["Finder", "FinderBusyError", "FinderWriter", "Found", "Hit"]

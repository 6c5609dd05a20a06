"""The settings of every test: those of the desk without any book.

By themselves they take the book in the folder ``book``, or the one that the environment names. That is
somebody's: tests would sign with its keys and write beside its search index.
"""

import os

os.environ["CRIMEBOOK_BOOK"] = os.devnull

from crimebook.settings.desk import *  # noqa: F403

# What a test starts is told its own book, or none.
del os.environ["CRIMEBOOK_BOOK"]

"""The intake in a process of its own: somebody reports, and the process tells what it has loaded.

``python -m tests.promises.intake_alone FOLDER [MODULE]``. Rooms that open or keep a register cannot be
imported here, as if they were not installed; MODULE is imported at the end, to show that this would be seen.
"""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

FORBIDDEN = (
    "crimebook.unsealing",
    "crimebook.work.collecting",
    "crimebook.work.opening",
    "crimebook.stores.blobs",
    "crimebook.stores.finder",
    "crimebook.stores.folder",
    "crimebook.stores.lake",
    "crimebook.stores.register",
    "crimebook.stores.vault",
    "crimebook.zones.cli",
    "crimebook.zones.desk",
    "duckdb",
    "sqlite3",
    "_sqlite3",
    "psycopg",
    "pyarrow",
    "tantivy",
    "pyrage",
)


class Absent(MetaPathFinder):
    """Finds nothing of what is forbidden, and says so at once."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if is_forbidden(fullname):
            raise ModuleNotFoundError(f"not at an intake: {fullname}", name=fullname)
        return None


def is_forbidden(module: str) -> bool:
    """Whether a module is one of the rooms that an intake must not have."""
    return any(module == each or module.startswith(f"{each}.") for each in FORBIDDEN)


def main() -> None:
    """Report with a file, as somebody without scripts, and say what happened as one line of JSON."""
    folder, *also = sys.argv[1:]
    sys.meta_path.insert(0, Absent())
    os.environ |= {"CRIMEBOOK_INTAKE": folder, "DJANGO_SETTINGS_MODULE": "crimebook.settings.intake"}
    importlib.import_module("crimebook.zones.intake.wsgi")
    told = importlib.import_module("tests.promises.one_report").report()
    for each in also:
        importlib.import_module(each)
    sys.stdout.write(json.dumps({**told, "modules": sorted(sys.modules)}))


if __name__ == "__main__":
    main()

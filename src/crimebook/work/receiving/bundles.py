"""The scripts that an intake serves, as one digest: what a manifest names, and what a watcher compares.

A seized intake could serve other scripts, and would not say so itself. Whoever fetches them over Tor compares
them with this digest, which the root has signed.
"""

from pathlib import Path

from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import Digest


def bundle_digest(folder: Path) -> Digest:
    """Return the SHA-256 of a folder's list of files: ``SHA-256  PATH`` a line, in the order of the paths.

    In the folder, ``find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum`` gives the same.
    """
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    lines = [f"{sha256_hex(paths[name].read_bytes())}  {name}\n" for name in sorted(paths)]
    return sha256_hex("".join(lines).encode())

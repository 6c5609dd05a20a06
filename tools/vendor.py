"""Check the files that others wrote and we ship: each is as VENDOR.json says, and nothing else lies there.

Usage: python tools/vendor.py [FOLDER]. With FOLDER, an unpacked package of the same name and version (as
``npm pack`` gives it), the shipped files are also compared with those in it, byte by byte.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).parent.parent / "src/crimebook/zones/desk/static/desk/vendor"
LIST = "VENDOR.json"


def check_files(folder: Path) -> list[str]:
    """Return what is wrong with a folder of shipped files, one line a fault."""
    packages = json.loads((folder / LIST).read_text(encoding="utf-8"))
    listed = {name: digest for package in packages for name, digest in package["sha256"].items()}
    there = {path.name for path in folder.iterdir()} - {LIST}
    faults = [f"{name}: listed in {LIST}, but not there" for name in sorted(listed.keys() - there)]
    faults += [f"{name}: there, but not listed in {LIST}" for name in sorted(there - listed.keys())]
    for name in sorted(listed.keys() & there):
        got = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if got != listed[name]:
            faults.append(f"{name}: expected sha256 {listed[name]}, got {got}")
    return faults


def compare_package(folder: Path, package: dict[str, Any], unpacked: Path) -> list[str]:
    """Return where the shipped files differ from an unpacked package."""
    facts = json.loads((unpacked / "package.json").read_text(encoding="utf-8"))
    expected = f"{package['name']} {package['version']}"
    got = f"{facts['name']} {facts['version']}"
    if got != expected:
        return [f"expected an unpacked {expected}, got {got}"]
    return [
        f"{name}: differs from {path} of {got}"
        for name, path in package["from"].items()
        if (folder / name).read_bytes() != (unpacked / path).read_bytes()
    ]


def main(arguments: list[str]) -> int:
    """Print the faults; return 1 where there are some."""
    faults = check_files(VENDOR)
    if arguments and not faults:
        for package in json.loads((VENDOR / LIST).read_text(encoding="utf-8")):
            faults += compare_package(VENDOR, package, Path(arguments[0]))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

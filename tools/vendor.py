"""Check the files that others wrote and we ship: each is as VENDOR.json says, and nothing else lies there.

Usage: python tools/vendor.py [FOLDER]. With FOLDER, an unpacked package of the same name and version (as
``npm pack`` gives it), the shipped files are also compared with those in it, byte by byte. Where FOLDER
holds ``node_modules``, installed in the versions that VENDOR.json names with their builder, what we build of
packages is built again and compared. Only this needs node.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).parent.parent / "src/crimebook/zones/desk/static/desk/vendor"
SEALING = Path(__file__).parent.parent / "src/crimebook/zones/intake/static/intake/js/vendor"
LIST = "VENDOR.json"
BUILDER = ("--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none")


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


def rebuild_package(folder: Path, package: dict[str, Any], installed: Path) -> list[str]:
    """Return where what we build of packages differs when it is built again from installed ones."""
    faults = []
    modules = installed / "node_modules"
    for place, version in {**package["with"], package["name"]: package["version"]}.items():
        path = modules / place.replace(" > ", "/node_modules/") / "package.json"
        got = json.loads(path.read_text(encoding="utf-8"))["version"] if path.exists() else "none"
        if got != version:
            faults.append(f"expected {place} {version} in {modules}, got {got}")
    for name, entry in package["built"].items():
        if (
            not faults
            and _build(Path(__file__).parent.parent / entry, installed) != (folder / name).read_bytes()
        ):
            faults.append(f"{name}: differs from what {package['builder']} makes of {entry}")
    return faults


def _build(entry: Path, installed: Path) -> bytes:
    # A package names what it exports; these modules of it are its parts, so they are named by their path.
    parts = "age-encryption/dist"
    with tempfile.TemporaryDirectory(dir=installed) as folder:
        source, target = Path(folder, entry.name), Path(folder, "built.js")
        modules = (installed / "node_modules" / parts).resolve()
        source.write_text(
            entry.read_text(encoding="utf-8").replace(f'"{parts}', f'"{modules}'), encoding="utf-8"
        )
        command = [installed / "node_modules/.bin/esbuild", source, *BUILDER, f"--outfile={target}"]
        subprocess.run(command, cwd=installed, check=True, capture_output=True)
        return target.read_bytes()


def main(arguments: list[str]) -> int:
    """Print the faults; return 1 where there are some."""
    faults = check_files(VENDOR) + check_files(SEALING)
    if arguments and not faults:
        given = Path(arguments[0]).resolve()
        is_installed = (given / "node_modules").is_dir()
        folder, compare = (SEALING, rebuild_package) if is_installed else (VENDOR, compare_package)
        for package in json.loads((folder / LIST).read_text(encoding="utf-8")):
            faults += compare(folder, package, given)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Make the form that works without a server: one HTML file with everything in it, for a USB stick.

``crimebook intake offline`` becomes this program. An intake's manifest and roots are put into the file, with
its contacts and known places. Without another name the file is the folder's ``offline.html``, which the
intake then hands out. What is not in force now is refused. Prints the file's SHA-256, to be published.

The scripts are those of the intake. They are modules, and a page from a stick may load none: so they are put
one after another, each as a function that returns what it exports. The page's policy allows this one script
by its digest, this one style by its, and no connection at all.

It also holds the pages of help, and is how they are had without a line. A service worker would do that too,
but stays in the browser's profile under our name after the history was cleared, is not there in Tor Browser,
and would keep an evil script as faithfully as a good one. A file that somebody chose to take has none of it.
"""

import argparse
import base64
import hashlib
import html
import json
import re
import sys
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from crimebook.asking.apart import form_for
from crimebook.sealing.manifest import Manifest
from crimebook.sealing.words import Language
from crimebook.stores.intake.folder import OFFLINE_FORM
from crimebook.terms.errors import CrimebookError
from crimebook.work.receiving.intake import Intake
from crimebook.zones.intake.house import now
from crimebook.zones.intake.proving import proof_texts
from crimebook.zones.intake.scripted import script_value

STATIC = Path(str(files("crimebook.zones.intake"))) / "static" / "intake"
SCRIPTS = STATIC / "js"
ENTRY = "offline.js"
STYLES = (STATIC / "intake.css", SCRIPTS / "script.css")

_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\./[\w./]+)";\n', re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
_EXPORT_LIST = re.compile(r"\bexport\s*\{([^}]*)\};?\s*$")
_LEFT = re.compile(r"^(?:import|export)\b|\bimport\.meta\b|\bimport\(", re.MULTILINE)


class LinkError(CrimebookError):
    """A module that is not written as this linker reads modules."""


def link(folder: Path, entry: str) -> str:
    """Return the modules that ``entry`` needs as one script, each behind those that it imports from."""
    made: dict[str, str] = {}
    _add(folder, entry, made, ())
    return "\n".join(made.values())


def _add(folder: Path, name: str, made: dict[str, str], above: tuple[str, ...]) -> None:
    if name in made:
        return
    if name in above:
        raise LinkError(f"{name}: imports itself over {' > '.join(above)}")
    text = (folder / name).read_text(encoding="utf-8")
    heads = []
    for names, path in _IMPORT.findall(text):
        other = str((Path(name).parent / path).as_posix())
        _add(folder, other, made, (*above, name))
        heads.append(f"const {{{names.replace(' as ', ': ')}}} = {_variable(other)};\n")
    body, exports = _without_exports(_IMPORT.sub("", text))
    if left := _LEFT.search(body):
        raise LinkError(f"{name}: expected plain imports and exports, got {left[0]!r}")
    returned = ", ".join(f"{outer}: {inner}" for inner, outer in exports)
    made[name] = (
        f"const {_variable(name)} = (() => {{\n{''.join(heads)}{body}\nreturn {{ {returned} }};\n}})();"
    )


def _without_exports(text: str) -> tuple[str, list[tuple[str, str]]]:
    exports = [(name, name) for name in _EXPORTED.findall(text)]
    text = re.sub(r"^export (?=(?:async )?(?:function|class|const|let) )", "", text, flags=re.MULTILINE)
    if found := _EXPORT_LIST.search(text):
        pairs = [each.strip().split(" as ") for each in found[1].split(",")]
        exports += [(pair[0].strip(), pair[-1].strip()) for pair in pairs]
        text = text[: found.start()]
    return text, exports


def _variable(name: str) -> str:
    return "m_" + re.sub(r"\W", "_", name)


def make_page(house: Intake, at: datetime) -> str:
    """Return the file for an intake whose manifest is in force at an instant."""
    keys = house.keys(at)
    style = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    start = f"{_variable(ENTRY)}.start({_data(house, keys.manifest, keys.note)});"
    script = "\n".join(('"use strict";', link(SCRIPTS, ENTRY), start))
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_source(script)}'",
            f"style-src '{_source(style)}'",
            "form-action 'none'",
            "base-uri 'none'",
        )
    )
    return f"""<!doctype html>
<html lang="{house.folder.languages[0]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light">
<title>{html.escape(house.folder.name)}</title>
<style>{style}</style>
</head>
<body data-page="begin">
<a class="skip" href="#content">–</a>
<header class="top"><a class="leave" href="about:blank" rel="noreferrer">–</a>
<div class="languages" role="group"></div></header>
<main id="content" tabindex="-1"></main>
<script>{script}</script>
</body>
</html>
"""


def _data(house: Intake, manifest: Manifest, note: bytes) -> str:
    languages = house.folder.languages
    form = form_for(has_custodians=bool(manifest.custodians))
    data = SCRIPTS / "data"
    value: dict[str, Any] = {
        "manifest": base64.b64encode(note).decode(),
        "expires": manifest.expires,
        "roots": [str(root) for root in house.roots],
        "max_upload_bytes": house.folder.max_upload_bytes,
        "told": {
            each: {**script_value(form, each, house.contacts, house.places), "proof": proof_texts(each)}
            for each in languages
        },
        # Words of any language are read: a report may have been made at another intake of this book.
        "words": {each: json.loads((data / f"words.{each}.json").read_text("utf-8")) for each in Language},
        "map": json.loads((data / "map.json").read_text(encoding="utf-8")),
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Within a script "</" could end it, "<!--" could begin a comment, and these two end lines.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _source(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def main(arguments: list[str]) -> int:
    """Write the file and print its digest; return 0, or 1 with the reason on the other stream."""
    parser = argparse.ArgumentParser(
        prog="crimebook intake offline", description="Make the form that works without a server."
    )
    parser.add_argument("folder", type=Path, help="an intake's folder")
    parser.add_argument("out", type=Path, nargs="?", help="the file to write; offline.html of the folder")
    told = parser.parse_args(arguments)
    out = told.out or told.folder / OFFLINE_FORM
    try:
        page = make_page(Intake.at(told.folder), now()).encode()
        _write(out, page)
    except (CrimebookError, OSError) as error:
        sys.stderr.write(f"crimebook: {error}\n")
        return 1
    sys.stdout.write(f"{hashlib.sha256(page).hexdigest()}  {out}  {len(page):,} bytes\n")
    return 0


def _write(out: Path, page: bytes) -> None:
    """Write the file whole or not at all: an intake may be handing the one before out."""
    passing = out.with_name(f"{out.name}.new")
    passing.write_bytes(page)
    passing.replace(out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Message catalogues without the GNU tools: collect what is to be translated, check, compile.

Usage: python tools/messages.py collect | check | compile

English text is the key. It stands in templates (``translate``, ``blocktranslate``), in calls of gettext's
family in Python, and in the literal first argument of ``reason("...")``: the sentences of the engines.
Each zone has its own catalogues: those of the intake and of the verifier hold what their rooms say, the
desk's all the rest.
``check`` fails where a catalogue lacks a key, holds one that nobody uses, or where a translation has other
placeholders.
"""

import ast
import io
import re
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import django
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src/crimebook"
ZONES = ("desk", "intake", "verify")
ROOMS = {
    "intake": tuple(f"src/crimebook/{room}/" for room in ("zones/intake", "work/receiving", "sealing")),
    "verify": ("src/crimebook/zones/verify/",),
}
LANGUAGES = ("be", "ru")
PLURALS = {
    "be": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
    "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14) ? 2 : 3);",
    "ru": "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
    "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14) ? 2 : 3);",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_UNDATED = datetime(2020, 8, 9, tzinfo=UTC)
_PERCENT = re.compile(r"%\((\w+)\)[sd]")


class UnreadableError(Exception):
    """A source whose messages cannot be collected: the file, the line, and what to write instead."""


def collect(sources: Path = SOURCES) -> Catalog:
    """Return a catalogue of every message under ``sources``, with where each stands, in a stable order."""
    catalog = Catalog(charset="utf-8")
    found = [*_from_templates(sources), *_from_python(sources)]
    for path, line, text, context in sorted(found, key=lambda each: (str(each[0]), each[1], str(each[2]))):
        catalog.add(text, locations=[(path, line)], context=context)
    return catalog


def merge(template: Catalog, known: Catalog, language: str) -> Catalog:
    """Return the template's messages with what is already translated; never guess at a likeness."""
    # No dates and no names: the same messages always make the same file.
    merged = Catalog(
        locale=language,
        charset="utf-8",
        header_comment=f"# Crimebook's pages: {language}.",
        project="crimebook",
        version="1",
        creation_date=_UNDATED,
        revision_date=_UNDATED,
        fuzzy=False,
        msgid_bugs_address="",
        last_translator="",
        language_team="",
    )
    merged.mime_headers = _headers(language)
    for message in _messages(template):
        held = known.get(message.id, message.context)
        said = held.string if held is not None else None
        merged.add(message.id, said, locations=message.locations, context=message.context)
    return merged


def check_catalog(template: Catalog, catalog: Catalog, language: str) -> list[str]:
    """Return what is wrong with a catalogue, one line a fault."""
    wanted = {(message.id, message.context) for message in _messages(template)}
    held = {(message.id, message.context): message for message in _messages(catalog)}
    faults = [f"missing: {key[0]!r}" for key in sorted(wanted - held.keys(), key=str)]
    faults += [f"nobody says it any more: {key[0]!r}" for key in sorted(held.keys() - wanted, key=str)]
    faults += [f"obsolete: {message.id!r}" for message in catalog.obsolete.values()]
    for key in sorted(held.keys() & wanted, key=str):
        faults += [f"{fault}: {key[0]!r}" for fault in _faults_of(held[key])]
    return [f"{language}: {fault}" for fault in faults]


def _faults_of(message: Message) -> Iterator[str]:
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    forms = 4 if isinstance(message.id, tuple) else 1
    if "fuzzy" in message.flags:
        yield "fuzzy"
    if len(said) != forms or not all(said):
        yield "empty, or not all plural forms"
        return
    wanted = set[str]().union(*(_places(text) for text in _texts(message.id)))
    for text in said:
        if _places(text) != wanted:
            yield f"placeholders expected {sorted(wanted)}, got {sorted(_places(text))}"


def _texts(key: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else tuple(key)


def _places(text: str) -> set[str]:
    """Return the names of ``%(name)s`` and ``{name}`` in a text."""
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name} if "{" in text else set()
    return braces | set(_PERCENT.findall(text))


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _from_templates(sources: Path) -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    from django.utils.translation.template import templatize  # noqa: PLC0415

    for path in sorted(sources.rglob("templates/**/*.html")):
        text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        yield from _extract(path, text, sources)


def _from_python(sources: Path) -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    for path in sorted(sources.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield from _extract(path, text, sources)
        yield from _reasons(path, text, sources)


def _extract(
    path: Path, text: str, sources: Path
) -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    name = path.relative_to(sources.parent.parent).as_posix()
    for line, said, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield name, line, said, context


def _reasons(path: Path, text: str, sources: Path) -> Iterator[tuple[str, int, str, None]]:
    name = path.relative_to(sources.parent.parent).as_posix()
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reason"):
            continue
        first = node.args[0] if node.args else None
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            raise UnreadableError(
                f"{name}:{node.lineno}: expected reason() with a literal text as its first argument"
            )
        yield name, node.lineno, first.value, None


def _headers(language: str) -> list[tuple[str, str]]:
    return [
        ("Language", language),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", PLURALS[language]),
    ]


def of_zone(template: Catalog, zone: str) -> Catalog:
    """Return the messages that the pages of a zone may say."""
    said = Catalog(charset="utf-8")
    for message in _messages(template):
        places = [each for each in message.locations if zone_of(each[0]) == zone]
        if places:
            said.add(message.id, locations=places, context=message.context)
    return said


def zone_of(path: str) -> str:
    """Return whose catalogue holds what a source file says."""
    return next((zone for zone, rooms in ROOMS.items() if path.startswith(rooms)), "desk")


def _file(zone: str, language: str) -> Path:
    return SOURCES / "zones" / zone / "locale" / language / "LC_MESSAGES/django.po"


def _read(zone: str, language: str) -> Catalog:
    path = _file(zone, language)
    return (
        read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    )


def write_catalogs() -> int:
    """Write the catalogues anew: new keys empty, unused ones gone."""
    template = collect()
    for zone, language in product(ZONES, LANGUAGES):
        merged = merge(of_zone(template, zone), _read(zone, language), language)
        _file(zone, language).parent.mkdir(parents=True, exist_ok=True)
        with _file(zone, language).open("wb") as out:
            write_po(out, merged, width=100, include_lineno=False)
    return 0


def check_catalogs() -> int:
    """Print what is wrong; return 1 where something is."""
    template = collect()
    faults = [
        f"{zone}: {fault}"
        for zone, language in product(ZONES, LANGUAGES)
        for fault in check_catalog(of_zone(template, zone), _read(zone, language), language)
    ]
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults; run: python tools/messages.py collect, then translate what is empty")
    return 1 if faults else 0


def compile_catalogs() -> int:
    """Write the binary catalogues beside the texts."""
    for zone, language in product(ZONES, LANGUAGES):
        with _file(zone, language).with_suffix(".mo").open("wb") as out:
            write_mo(out, _read(zone, language))
    return 0


def main(arguments: list[str]) -> int:
    """Do what is asked; return the exit code."""
    commands = {"collect": write_catalogs, "check": check_catalogs, "compile": compile_catalogs}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__)
        return 2
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    try:
        return commands[arguments[0]]()
    except UnreadableError as error:
        print(error)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

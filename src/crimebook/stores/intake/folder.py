"""The files of an intake's folder, read strictly. Nothing here is secret.

An intake itself writes two of them: a newer manifest that its desk hands in, and the number of the newest.

::

    intake.toml      the name, the hosts, the onion address, where "leave this page" leads
    manifest.txt     the signed key manifest, as the book published it
    root.txt         the public keys of the root that signed it; further roots are root-*.txt
    contacts.toml    whom to turn to for help (optional)
    places.toml      known places of detention, to choose from (optional)
    offline.html     the form that works without a server (optional)
    newest.txt       the highest number of a manifest so far (see `newest`)
    spool/           where sealed reports wait, unless intake.toml names another folder
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

import msgspec

from crimebook.terms.errors import InvalidValueError

CONFIGURATION = "intake.toml"
MANIFEST = "manifest.txt"
ROOTS = "root*.txt"
CONTACTS = "contacts.toml"
PLACES = "places.toml"
OFFLINE_FORM = "offline.html"
MIB = 1 << 20

Said = TypeVar("Said")
_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class IntakeFolderError(InvalidValueError):
    """A file of the intake's folder that is missing or cannot be read."""


class _Configuration(msgspec.Struct, forbid_unknown_fields=True):
    name: _Line
    exit: Annotated[str, msgspec.Meta(pattern=r"^https://[^\s\"<>]+$", max_length=200)]
    languages: list[Literal["be", "ru", "en"]] = msgspec.field(default_factory=lambda: ["be", "ru", "en"])
    hosts: list[_Line] = msgspec.field(default_factory=list)
    onion: Annotated[str, msgspec.Meta(pattern=r"^([a-z2-7]{56}\.onion)?$")] = ""
    spool: _Line = "spool"
    max_upload_mib: Annotated[int, msgspec.Meta(ge=1, le=3072)] = 2048


class _Place(msgspec.Struct, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    be: _Line
    ru: _Line
    en: _Line


class _Places(msgspec.Struct, forbid_unknown_fields=True):
    places: list[_Place]


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place to choose from: its code, and its label in each language."""

    code: str
    labels: tuple[tuple[str, str], ...]

    def label(self, language: str) -> str:
        """Return the label in a language of the book."""
        return dict(self.labels)[language]


@dataclass(frozen=True, slots=True)
class IntakeFolder:
    """What ``intake.toml`` says. ``exit_url`` is the neutral site that leaving leads to."""

    path: Path
    name: str
    exit_url: str
    languages: tuple[str, ...]
    hosts: tuple[str, ...]
    onion: str
    spool: Path
    max_upload_bytes: int

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the configuration, or raise `IntakeFolderError`."""
        said = _decode(path / CONFIGURATION, _Configuration)
        if not said.languages or len(set(said.languages)) != len(said.languages):
            raise IntakeFolderError("languages, each once", "none, or one twice", f"mend {CONFIGURATION}")
        return cls(
            path,
            said.name,
            said.exit,
            tuple(said.languages),
            tuple(said.hosts),
            said.onion,
            path / said.spool,
            said.max_upload_mib * MIB,
        )

    def manifest_stamp(self) -> tuple[int, int]:
        """Return what changes when the manifest's file does; zeros where there is none."""
        try:
            told = (self.path / MANIFEST).stat()
        except FileNotFoundError:
            return (0, 0)
        return (told.st_mtime_ns, told.st_size)

    def read_manifest(self) -> bytes:
        """Return the signed note of the key manifest."""
        return _read(self.path / MANIFEST)

    def read_roots(self) -> tuple[str, ...]:
        """Return the text of each root, or raise where there is none."""
        roots = tuple(_read(path).decode("utf-8", "replace") for path in sorted(self.path.glob(ROOTS)))
        if not roots:
            raise IntakeFolderError(f"{ROOTS} in {self.path}", "no such file", "copy the book's public root")
        return roots

    def find_contacts(self) -> str | None:
        """Return the operator's list of help, or None."""
        return _find(self.path / CONTACTS)

    def find_places(self) -> tuple[KnownPlace, ...]:
        """Return the known places of detention; there may be none."""
        if not (self.path / PLACES).exists():
            return ()
        said = _decode(self.path / PLACES, _Places)
        return tuple(
            KnownPlace(each.code, (("be", each.be), ("ru", each.ru), ("en", each.en))) for each in said.places
        )

    def has_offline_form(self) -> bool:
        """Whether there is a form to take away."""
        return (self.path / OFFLINE_FORM).is_file()

    def read_offline_form(self) -> bytes:
        """Return the form that works without a server."""
        return _read(self.path / OFFLINE_FORM)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IntakeFolderError(
            f"the file {path}", type(error).__name__, "make it, or copy it here"
        ) from error


def _find(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _decode(path: Path, kind: type[Said]) -> Said:
    try:
        return msgspec.toml.decode(_read(path), type=kind)
    except (msgspec.MsgspecError, ValueError) as error:
        if isinstance(error, IntakeFolderError):
            raise
        raise IntakeFolderError(
            f"{path.name} as the guide describes it", str(error)[:160], "mend it"
        ) from error


def write_intake(path: Path, *, name: str, exit_url: str, spool: Path, manifest: bytes, root: bytes) -> None:
    """Lay out an intake's folder; a configuration that is there stays as the operator wrote it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (path / CONFIGURATION).exists():
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in (
            ("name", name), ("exit", exit_url), ("spool", str(spool.resolve())),
        )]  # fmt: skip
        (path / CONFIGURATION).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (path / "root.txt").write_bytes(root)
    put_file(path / MANIFEST, manifest)


def put_file(path: Path, content: bytes) -> None:
    """Put a file in the place of the one before, durably.

    Renamed into place: an intake that is running reads either the one or the other.
    """
    passing = path.with_name(f"{path.name}.new")
    with passing.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    passing.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

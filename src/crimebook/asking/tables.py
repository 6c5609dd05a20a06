"""TOML tables read strictly.

A key that is not known, a value of another type or a missing language is refused; the error names the
file and the entry. Texts are said in each of `LANGUAGES`, as keys ``en``, ``ru``, ``be`` or, under a prefix,
``hint_en`` and so on.
"""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Self

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.vocabularies import LANGUAGES, check_languages

Texts = Mapping[str, str]
"""One text by language: en, ru, be. Empty where there is none."""

NO_TEXTS: Texts = MappingProxyType({})


@dataclass(slots=True)
class Table:
    """One table of a TOML file, which knows where it stands and which keys were asked for."""

    row: Mapping[str, Any]
    place: str
    _asked: set[str] = field(default_factory=set)

    @classmethod
    def parse(cls, text: str, file: str) -> Self:
        """Read the text of a file."""
        with _standing(file):
            try:
                return cls(tomllib.loads(text), file)
            except tomllib.TOMLDecodeError as error:
                raise InvalidValueError("TOML", str(error)[:120]) from error

    @classmethod
    def read(cls, folder: Traversable, file: str) -> Self:
        """Read a file of the package."""
        return cls.parse((folder / file).read_text(encoding="utf-8"), file)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.row

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        value: str = self._get(key, str, default)
        if not value and default is None:
            raise self.error(f"a text as {key}", "an empty one")
        return value

    def number(self, key: str, default: int) -> int:
        """Return a whole number."""
        value: int = self._get(key, int, default)
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value: bool = self._get(key, bool, default)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of different texts, or nothing where the key is not there."""
        value = self._get(key, list, [])
        if not all(isinstance(each, str) and each for each in value) or len(set(value)) != len(value):
            raise self.error(f"a list of different texts as {key}", repr(value)[:60])
        return tuple(value)

    def texts(self, prefix: str = "", *, is_needed: bool = True) -> Texts:
        """Return one text in each language; none at all is allowed where it is not needed."""
        keys = {language: f"{prefix}{language}" for language in LANGUAGES}
        found = {language: self.text(key) for language, key in keys.items() if key in self.row}
        if not found and not is_needed:
            return NO_TEXTS
        with _standing(self.place):
            check_languages(found, prefix.rstrip("_") or "text")
        return MappingProxyType(found)

    def texts_by_key(self) -> Mapping[str, Texts]:
        """Return the text of every key of a file of short texts, each a table of its own."""
        found = {}
        for key in self.row:
            row = self.table(key)
            if row is not None:
                found[key] = row.texts()
                row.close()
        self.close()
        return MappingProxyType(found)

    def table(self, key: str) -> "Table | None":
        """Return the table under ``key``, or None."""
        value = self._get(key, dict, {})
        return Table(value, f"{self.place}, {key}") if key in self.row else None

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables of a list; each is named by its ``id`` or ``code``, or else by its number."""
        rows = self._get(key, list, [])
        if not all(isinstance(each, dict) for each in rows):
            raise self.error(f"tables [[{key}]]", "something else")
        return tuple(
            Table(each, f"{self.place}, {each.get('id') or each.get('code') or f'{key} {number}'}")
            for number, each in enumerate(rows, start=1)
        )

    def close(self) -> None:
        """Refuse keys that nobody asked for; call it last."""
        unknown = sorted(set(self.row) - self._asked)
        if unknown:
            raise self.error(f"keys among {', '.join(sorted(self._asked))}", ", ".join(unknown)[:80])

    def error(self, expected: str, got: str) -> InvalidValueError:
        """Return an error that says where the table stands."""
        return InvalidValueError(expected, got, f"mend {self.place}")

    def checking(self) -> AbstractContextManager[None]:
        """Say of an error raised inside where it stands."""
        return _standing(self.place)

    def _get(self, key: str, kind: type[Any], default: Any) -> Any:
        self._asked.add(key)
        value = self.row.get(key, default)
        # type() and not isinstance(): in Python true is a number.
        if type(value) is not kind:
            names = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}
            raise self.error(f"{names.get(kind, 'a table')} as {key}", repr(value)[:40])
        return value


@contextmanager
def _standing(place: str) -> Iterator[None]:
    try:
        yield
    except InvalidValueError as error:
        if error.fault.remedy.startswith("mend "):
            raise
        raise InvalidValueError(error.fault.expected, error.fault.got, f"mend {place}") from error

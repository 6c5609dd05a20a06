"""Translations: the words of another record, or of one of its fields, in another language.

Columns: ``id, citation_of, to_language, text, is_invented`` must be there; ``field, from_language,
translator, method, checked_by`` may be. Translator and checker are a role or an organisation, never a
private person's name. The original stays what it is; a translation stands beside it.
"""

from dataclasses import dataclass

from crimebook.exchange.papers.paper import (
    Paper,
    parse_papers,
    read_code,
    read_id,
    read_invented,
    read_language,
    read_ref,
)
from crimebook.exchange.tables import Parsed, Row, Table, need

REQUIRED = ("id", "citation_of", "to_language", "text", "is_invented")


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationRow(Paper):
    """One translation; an empty ``field`` means all of the original's words."""

    field: str
    from_language: str
    to_language: str
    text: str
    translator: str
    method: str
    checked_by: str


def parse_translations(content: Table) -> Parsed[TranslationRow]:
    """Read a table of translations."""

    def parse_row(row: Row) -> TranslationRow:
        need(row, "to_language")
        return TranslationRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            citation_of=read_ref(row, "citation_of"),
            field=row["field"],
            from_language=read_language(row, "from_language"),
            to_language=read_language(row, "to_language"),
            text=need(row, "text"),
            translator=row["translator"],
            method=read_code(row, "method"),
            checked_by=row["checked_by"],
        )

    return parse_papers(content, REQUIRED, parse_row)

"""The corpus and the queries with known answers, read from their files."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from crimebook.search.documents import Document, read_document
from crimebook.search.kinds import RecordKind, key_of
from crimebook.search.plans import make_plans
from crimebook.search.questions import Filters, parse_question
from crimebook.stores.finder import Finder
from crimebook.terms.codebook import LANGUAGES, Codebook

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """A query of the file, with its group."""

    group: str
    words: str
    filters: Filters
    expected: frozenset[str]
    unwanted: frozenset[str]


@cache
def documents() -> tuple[Document, ...]:
    told = tomllib.loads((HERE / "corpus.toml").read_text(encoding="utf-8"))
    rows = [dict(zip(told["columns"], row, strict=True)) for part in told["part"] for row in part["texts"]]
    return tuple(_document(row, told) for row in rows)


def _document(row: dict[str, str], told: dict[str, Any]) -> Document:
    source = told["sources"][row["id"][0]]
    kind = RecordKind(source["kind"])
    ref = f"{source['name']}:{row['id']}"
    acts = tuple(row["acts"].split())
    day = date.fromisoformat(row["day"])
    return Document(
        key=key_of(kind, ref),
        ref=ref,
        kind=kind,
        source=source["name"],
        title="",
        words=row["words"],
        about=tuple(Codebook.load().label("acts", act, language) for act in acts for language in LANGUAGES),
        acts=acts,
        places=(row["town"],) if row["town"] else (),
        first_day=day,
        last_day=day,
        is_invented=row["id"] not in told["real"],
    )


@cache
def answers() -> tuple[KnownAnswer, ...]:
    told = tomllib.loads((HERE / "queries.toml").read_text(encoding="utf-8"))
    return tuple(_answer(group["name"], query) for group in told["group"] for query in group["queries"])


def _answer(group: str, query: dict[str, Any]) -> KnownAnswer:
    filters = Filters(
        kind=query.get("kind", ""),
        source=query.get("source", ""),
        act=query.get("act", ""),
        place=query.get("place", ""),
        first_day=query.get("from"),
        last_day=query.get("to"),
        is_invented=query.get("is_invented"),
    )
    return KnownAnswer(
        group, query["words"], filters, frozenset(query["expected"]), frozenset(query.get("not", []))
    )


def fill(finder: Finder) -> Finder:
    with finder.writing() as writer:
        for document in documents():
            writer.add(read_document(document))
        writer.commit({})
    return finder


def ask(finder: Finder, answer: KnownAnswer, count: int = 5) -> list[str]:
    """Return the ids of the first rows."""
    plans = make_plans(parse_question(answer.words, answer.filters))
    return [hit.key.rpartition(":")[2] for hit in finder.search(plans, count=count).hits]


def precision_at_5(answer: KnownAnswer, rows: list[str]) -> float:
    return len(answer.expected & set(rows[:5])) / min(5, len(answer.expected))


def strict_precision(answer: KnownAnswer, rows: list[str]) -> float:
    r = min(5, len(answer.expected))
    return len(answer.expected & set(rows[:r])) / r

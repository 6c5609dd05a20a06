"""Damaged files of every partner's format: refused whole or row by row, never a crash, every row told."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exchange.partners.mutations import damaged

from crimebook.exchange.accounts import Account, Format, parse_accounts, read_one
from crimebook.exchange.partners.catalogue import FORMATS
from crimebook.exchange.tables import Row, TableError

SAMPLES = Path(__file__).parent / "samples"
MUTANTS = 500

every_format = pytest.mark.parametrize("name", FORMATS)


def sample_of(name: str) -> Path:
    found = [path for path in SAMPLES.iterdir() if path.name.startswith(f"{name}.")]
    assert len(found) == 1, f"one sample of {name}, got {len(found)}"
    return found[0]


def check(partner: Format, content: bytes) -> None:
    """A file is refused whole, or each of its rows is one account or one refusal."""
    try:
        parsed = parse_accounts(partner, content)
        rows = list(partner.read_rows(content))
    except TableError as error:
        str(error).encode()
        return
    told = [each.row.number for each in parsed.records] + [each.row for each in parsed.refusals]
    assert Counter(told) == Counter(row.number for row in rows)
    assert len({each.external_id for each in parsed.records}) == len(parsed.records)
    for refusal in parsed.refusals:
        f"{refusal.field}: {refusal.fault}".encode()
    for account in parsed.records:
        check_account(partner, account)


def check_account(partner: Format, account: Account) -> None:
    """An account can be written, and its words alone tell the same again."""
    written = json.dumps(asdict(account), ensure_ascii=False, default=str)
    assert "\\u0000" not in written
    written.encode()
    assert read_one(partner, Row(account.row.number, dict(account.row.words), account.row.apart)) == account
    for day in (account.when.first, account.when.last):
        assert day is None or 1900 <= day.year <= 2200


@every_format
def test_a_sample_comes_in_with_every_row_told(name: str):
    content = sample_of(name).read_bytes()
    parsed = parse_accounts(FORMATS[name], content)
    assert parsed.records
    check(FORMATS[name], content)


@every_format
def test_five_hundred_damaged_files_are_refused_or_told_row_by_row(name: str):
    sample = sample_of(name)

    @settings(
        max_examples=MUTANTS,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def survives(data: st.DataObject) -> None:
        check(FORMATS[name], data.draw(damaged(sample.read_bytes(), sample.suffix)))

    survives()


@every_format
@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"null", b"[]", b"{}", b"[1]", b'"', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_such_file_is_refused_whole_or_empty(name: str, content: bytes):
    check(FORMATS[name], content)

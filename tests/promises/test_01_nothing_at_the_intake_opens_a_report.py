"""Promise 1: once sealed, nothing on the intake machine can open a report; what it sees before, it says.

What is loaded is looked at in a process of its own, where rooms that open cannot be imported, and at the real
server. What is readable is looked at as whoever seizes the machine, switched off, would. The intake is also
importable code: with all of it, and with all that lies there, a report stays closed.
"""

import io
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.promises.intake_alone import is_forbidden
from tests.promises.seizure import (
    Hunt,
    bytes_of,
    draft_key_of,
    file_key_of,
    identity_of,
    keys_in,
    signer_of,
)
from tests.promises.served import ROOT, Browser, Server, reporter_of, serving
from tests.zones.intake import houses
from tests.zones.intake.houses import House, make_house

from crimebook.sealing.receipt import public_of
from crimebook.sealing.words import read_words
from crimebook.stores.spool.items import Item, parse_item
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.header import HeaderReader, read_header
from crimebook.unsealing.identities import HybridIdentity, find_file_key

ACCOUNT = "Three men in masks came at night."
SEES = {
    "en": "Without JavaScript our machine sees your answers while you give them",
    "ru": "Без JavaScript наша машина видит",
    "be": "Без JavaScript наша машына бачыць",
}


@dataclass(frozen=True)
class Alone:
    """An intake at which somebody has reported, and what the process that took the report knew."""

    house: House
    told: dict[str, Any]

    def files(self) -> dict[str, bytes]:
        """Everything that can be read there."""
        paths = [path for path in self.house.path.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.house.path)): path.read_bytes() for path in paths}

    def report(self) -> Item:
        """The one report that waits, as it lies there."""
        (path,) = (self.house.path / "spool/reports").iterdir()
        return parse_item(path.name, path.read_bytes())

    def part(self) -> bytes:
        """The one part of its file."""
        (path,) = (self.house.path / "spool/held").glob("*/*")
        return path.read_bytes()

    def hunts(self) -> list[Hunt]:
        """What is looked for: each would open something."""
        return [
            identity_of(self.house.identity.recipient),
            signer_of("the root's key", self.house.root.root.ed25519),
            signer_of("the desk's reply key", public_of(self.house.reply_seed)),
            file_key_of(self.report().sealed, "the report's own key"),
            file_key_of(self.part(), "the file's own key"),
            draft_key_of(self.told["draft"]),
            bytes_of("the twelve words", read_words(self.told["words"])),
        ]

    def secrets(self) -> dict[str, bytes]:
        """What is looked for, as only the desk, the reporter and the memory of the intake have it."""
        return {
            "the month's identity": self.house.identity.seed,
            "the root's key": self.house.root.ed25519_seed,
            "the desk's reply key": self.house.reply_seed,
            "the report's own key": key_of(self.report().sealed, self.house.identity),
            "the file's own key": key_of(self.part(), self.house.identity),
            "the key of a draft": bytes.fromhex(self.told["ring"]),
            "the twelve words": read_words(self.told["words"]),
        }


def key_of(sealed: bytes, identity: HybridIdentity) -> bytes:
    header = read_header(HeaderReader(io.BytesIO(sealed).read))
    return find_file_key(header.stanzas, [identity])


def run_alone(house: House, *also: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.promises.intake_alone", str(house.path), *also],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    with pytest.MonkeyPatch.context() as patch:
        # Keys as they really are: random, and no text.
        patch.setattr(houses, "draw", lambda _label: os.urandom(32))
        house = make_house(tmp_path_factory.mktemp("alone") / "intake")
    ran = run_alone(house)
    assert ran.returncode == 0, ran.stderr
    return Alone(house, json.loads(ran.stdout))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    with serving(make_house(folder / "intake").path, folder / "output") as server:
        yield server


def test_a_report_is_taken_where_nothing_that_opens_can_be_imported(alone: Alone):
    (body,) = alone.house.reports()
    assert body.text == ACCOUNT
    assert [file.name for file in body.files] == ["photograph.txt"]
    assert [each for each in alone.told["modules"] if is_forbidden(each)] == []
    assert "crimebook.sealing.envelope" in alone.told["modules"]


@pytest.mark.parametrize("module", ["crimebook.unsealing", "crimebook.stores.register", "sqlite3"])
def test_a_room_that_must_not_be_loaded_would_be_found(tmp_path: Path, module: str):
    ran = run_alone(make_house(tmp_path / "intake"), module)
    assert ran.returncode != 0
    assert f"not at an intake: {module}" in ran.stderr


def test_the_served_intake_has_no_database_and_no_engine_of_the_desk_in_memory(served: Server):
    reporter_of(served).begin().walk().send()
    mapped = [Path(f"/proc/{pid}/maps").read_text() for pid in served.pids()]
    assert sum("cryptography" in each for each in mapped) >= 2
    for each in mapped:
        assert not re.search("duckdb|sqlite|tantivy|pyarrow|psycopg|numpy", each)


def test_no_file_of_the_intake_holds_a_key_that_opens_anything(alone: Alone):
    hunts = alone.hunts()
    files = alone.files()
    # A part that waits has two names.
    found = {
        name: keys_in(content, hunts) for content, name in {each: at for at, each in files.items()}.items()
    }
    assert any(name.startswith("spool/reports/") for name in files)
    assert any(name.startswith("spool/held/") for name in files)
    assert {name: each for name, each in found.items() if each} == {}


WRITINGS: list[Callable[[bytes], bytes]] = [
    lambda secret: b"noise" + secret + b"noise",
    lambda secret: b'{"key": "' + secret.hex().encode() + b'"}',
    lambda secret: b"key = " + b64encode(secret) + b"\n",
]


@pytest.mark.parametrize("write", WRITINGS, ids=["raw", "hexadecimal", "base64"])
def test_a_key_that_lay_there_would_be_found(alone: Alone, write: Callable[[bytes], bytes]):
    for name, secret in alone.secrets().items():
        assert keys_in(write(secret), alone.hunts()) == {name}
    assert keys_in(str(alone.house.identity).lower().encode(), []) == {"mark b'AGE-SECRET-KEY'"}


def test_no_word_of_the_report_lies_there_in_clear(alone: Alone):
    for name, content in alone.files().items():
        for told in (ACCOUNT, "what was seen", "photograph", "25_to_39"):
            assert told.encode() not in content, name
            assert told not in name


def test_with_the_openers_code_and_all_that_lies_there_the_report_stays_closed(alone: Alone):
    sealed = alone.report().sealed
    seeds = {
        content[at : at + 32]
        for name, content in alone.files().items()
        if "spool/held" not in name and "spool/parts" not in name
        for at in range(0, min(len(content), 2048), 32)
    }
    identities = [HybridIdentity(seed) for seed in seeds if len(seed) == 32]
    assert len(identities) > 50
    with pytest.raises(UnsealError):
        open_bytes(sealed, identities)
    assert ACCOUNT.encode() in open_bytes(sealed, [alone.house.identity])


@pytest.mark.parametrize("language", SEES)
def test_before_the_first_question_the_page_says_what_the_intake_sees_without_scripts(
    served: Server, language: str
):
    browser = Browser(served.port)
    page = unescape(browser.get(f"/{language}/report/").content.decode())
    told = unescape(browser.get(f"/{language}/protection/").content.decode())
    before, form, _ = page.partition("data-begin")
    assert form, "the form that begins is on this page"
    assert SEES[language] in before
    assert f'href="/{language}/protection/"' in before
    assert SEES[language] in told

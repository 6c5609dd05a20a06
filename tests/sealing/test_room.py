"""What the sealing room can reach, seen from a fresh interpreter and from its text."""

import re
import subprocess
import sys
from pathlib import Path

import crimebook.sealing

ROOM = Path(crimebook.sealing.__file__).parent
BANNED = re.compile(
    r"import (secrets|random|os|time)\b|urandom\(|\.(now|today)\(|(?<!\w)open\(|\.write_(text|bytes)\("
)
MODULES = sorted(f"crimebook.sealing.{path.stem}" for path in ROOM.glob("*.py") if path.stem != "__init__")


def test_all_of_it_loads_nothing_that_opens_reports_and_no_other_room():
    code = (
        f"import sys, importlib; [importlib.import_module(each) for each in {MODULES}]; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    ours = {name for name in done.stdout.split() if name.startswith("crimebook.")}
    assert {".".join(name.split(".")[:2]) for name in ours} == {"crimebook.sealing", "crimebook.terms"}
    assert not {"django", "duckdb", "sqlite3", "numpy"} & set(done.stdout.split())


def test_only_slots_decrypt_and_only_for_their_purpose():
    texts = {path.name: path.read_text("utf-8") for path in ROOM.glob("*.py")}
    assert [name for name, text in texts.items() if "decrypt" in text] == ["slots.py"]
    assert texts["slots.py"].count(".decrypt(") == 1
    assert texts["slots.py"].count("SLOT_INFO)") == 2


def test_it_asks_no_clock_and_no_source_of_randomness_and_writes_no_file():
    for path in ROOM.glob("*.py"):
        text = path.read_text("utf-8")
        assert not BANNED.search(text), path.name

"""The intake's scripts, run without a page by node, where it is; and the folder where they lie."""

import json
import shutil
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest

import crimebook
from crimebook.sealing.words import Language, list_words

SCRIPTS = Path(crimebook.__file__).parent / "zones/intake/static/intake/js"
LISTS = {language.value: list(list_words(language)) for language in Language}
needs_node = pytest.mark.skipif(not shutil.which("node"), reason="no node here; apt-get install nodejs")
_SIDE = Path(__file__).with_name("browser_side.mjs")


class ScriptError(Exception):
    """What a script threw."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told["message"])
        self.kind = told["kind"]
        self.told = told


def call_all(*calls: tuple[Any, ...]) -> list[Any]:
    """Return what each call ``(name, argument, …)`` gave, a `ScriptError` where it threw."""
    done = subprocess.run(
        ["node", str(_SIDE), str(SCRIPTS)],
        input=json.dumps(_flat(calls)).encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [
        ScriptError(each["error"]) if "error" in each else _revived(each["value"])
        for each in json.loads(done.stdout)
    ]


def call(name: str, *told: Any) -> Any:
    """Return what one call gave, or raise `ScriptError`."""
    (result,) = call_all((name, *told))
    if isinstance(result, ScriptError):
        raise result
    return result


def _flat(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    if isinstance(value, list | tuple):
        return [_flat(each) for each in value]
    if isinstance(value, dict):
        return {key: _flat(each) for key, each in value.items()}
    return value


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        return [_revived(each) for each in value]
    if isinstance(value, dict):
        if set(value) == {"bytes"}:
            return b64decode(value["bytes"])
        return {key: _revived(each) for key, each in value.items()}
    return value

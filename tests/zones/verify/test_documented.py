"""The page of the verifier names what there is."""

import re
import shlex
from pathlib import Path

import pytest

from crimebook.zones.verify.app import _parser
from crimebook.zones.verify.policies import Trust, read_policy

PAGE = (Path(__file__).parents[3] / "docs/verify.md").read_text(encoding="utf-8")
LINES = re.findall(r"^crimebook-verify (.*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("line", LINES)
def test_every_example_is_a_line_that_the_program_takes(line: str):
    _parser().parse_args(shlex.split(line))


def test_every_check_has_an_example():
    assert {line.split()[0] for line in LINES} == {"receipt", "log", "mirror", "chain", "evidence", "anchors"}


def test_the_policy_of_the_page_is_one(tmp_path: Path):
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "policy.toml"
    path.write_text(text.replace("…", "0" * 64), encoding="utf-8")
    trust = read_policy(path)
    assert isinstance(trust, Trust)
    assert (trust.log.quorum, len(trust.zone_keys), trust.interval_s) == (1, 1, 3_600)

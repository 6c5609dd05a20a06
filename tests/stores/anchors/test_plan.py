"""Whom a book asks for timestamps, as its anchors.toml says."""

import re
from pathlib import Path

import pytest
from tests.custody.authority import make_root

from crimebook.stores.anchors.plan import AnchorPlan, AnchorPlanError, read_plan

ONE = '[[authority]]\nname = "one"\nurl = "https://one.test.invalid/tsr"\nroots = "one.pem"\n'


def plan_of(folder: Path, text: str) -> AnchorPlan:
    (folder / "anchors.toml").write_text(text)
    return read_plan(folder)


def test_a_book_without_the_file_asks_nobody(tmp_path: Path):
    assert read_plan(tmp_path).is_empty


def test_a_plan_names_authorities_and_calendars(tmp_path: Path):
    root = make_root()
    (tmp_path / "one.pem").write_bytes(root.pem)
    plan = plan_of(tmp_path, 'calendars = ["https://calendar.test.invalid/"]\n' + ONE)
    assert plan.calendars == ("https://calendar.test.invalid",)
    assert [(each.name, each.url) for each in plan.authorities] == [("one", "https://one.test.invalid/tsr")]
    assert plan.authorities[0].roots == (root.certificate,)


@pytest.mark.parametrize(
    "text",
    [
        "calendars = [",
        'calendars = "https://one.test.invalid"',
        'calendars = ["ftp://one.test.invalid"]',
        'calendars = ["https://me:secret@one.test.invalid"]',
        "authorities = []",
        ONE + ONE,
        ONE.replace('"one"', '"One!"'),
        ONE.replace("one.pem", "absent.pem"),
        ONE.replace("one.pem", "anchors.toml"),
        ONE + "roots2 = 1\n",
        ONE.replace('roots = "one.pem"\n', ""),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(tmp_path: Path, text: str):
    (tmp_path / "one.pem").write_bytes(make_root().pem)
    with pytest.raises(AnchorPlanError):
        plan_of(tmp_path, text)


def test_the_guides_example_is_a_plan(tmp_path: Path):
    guide = (Path(__file__).parents[3] / "docs/guide.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```toml\n(calendars = .*?)^```", guide, re.MULTILINE | re.DOTALL)
    (tmp_path / "anchor-roots").mkdir()
    for name in ("one", "two"):
        (tmp_path / f"anchor-roots/{name}.pem").write_bytes(make_root().pem)
    plan = plan_of(tmp_path, text)
    assert [each.name for each in plan.authorities] == ["one", "two"]
    assert len(plan.calendars) == 2

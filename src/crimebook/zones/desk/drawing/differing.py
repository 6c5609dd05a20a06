"""What differs between two writings: each as runs of letters, those that the other has not marked.

Both are shown whole: marking helps the eye, and decides nothing.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_CHARACTERS = 200
"""Longer texts are not compared letter by letter: they are shown as they stand."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters in a row that the other writing has too, or has not."""

    text: str
    differs: bool


Runs = tuple[Run, ...]


def runs_of(left: str, right: str) -> tuple[Runs, Runs]:
    """Return both texts in runs; case is no difference. What has no other side differs in nothing."""
    if not left or not right or max(len(left), len(right)) > MAX_CHARACTERS:
        return _whole(left), _whole(right)
    folded = (left.casefold(), right.casefold())
    if (len(folded[0]), len(folded[1])) != (len(left), len(right)):
        folded = (left, right)
    blocks = SequenceMatcher(None, *folded, autojunk=False).get_matching_blocks()
    return (
        _runs(left, [(each.a, each.a + each.size) for each in blocks]),
        _runs(right, [(each.b, each.b + each.size) for each in blocks]),
    )


def _whole(text: str) -> Runs:
    return (Run(text, differs=False),) if text else ()


def _runs(text: str, shared: list[tuple[int, int]]) -> Runs:
    runs, place = [], 0
    for start, end in shared:
        if start > place:
            runs.append(Run(text[place:start], differs=True))
        if end > start:
            runs.append(Run(text[start:end], differs=False))
        place = end
    return tuple(runs)

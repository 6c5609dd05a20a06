"""What differs between two writings: every letter is kept, and only what the other has not is marked."""

from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.zones.desk.drawing.differing import MAX_CHARACTERS, Run, Runs, runs_of

WORDS = st.text(alphabet="абвйіўABCßİ 0137", max_size=12)


def told(runs: Runs) -> str:
    return "".join(f"[{run.text}]" if run.differs else run.text for run in runs)


def test_only_the_other_letters_are_marked() -> None:
    assert [told(runs) for runs in runs_of("шлем 3307", "Шлем 3301")] == ["шлем 330[7]", "Шлем 330[1]"]
    assert [told(runs) for runs in runs_of("Ковалев", "Ковалёв")] == ["Ковал[е]в", "Ковал[ё]в"]


def test_what_has_no_other_side_or_is_too_long_is_not_marked() -> None:
    assert runs_of("полк", "") == ((Run("полк", differs=False),), ())
    long = "а" * (MAX_CHARACTERS + 1)
    assert runs_of(long, "б") == ((Run(long, differs=False),), (Run("б", differs=False),))


@settings(max_examples=60)
@given(WORDS, WORDS)
def test_no_letter_is_lost_and_what_is_the_same_on_both_sides_is_one_text(left: str, right: str) -> None:
    one, other = runs_of(left, right)
    assert ("".join(run.text for run in one), "".join(run.text for run in other)) == (left, right)
    if left and right:
        shared = ["".join(run.text for run in runs if not run.differs) for runs in (one, other)]
        assert shared[0].casefold() == shared[1].casefold()


@settings(max_examples=20)
@given(WORDS)
def test_a_writing_does_not_differ_from_itself(text: str) -> None:
    assert not any(run.differs for runs in runs_of(text, text) for run in runs)

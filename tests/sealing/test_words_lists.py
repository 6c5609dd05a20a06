"""The lists of the twelve words keep their rules, and the tool that says so can say otherwise."""

from pathlib import Path

import pytest

from crimebook.sealing.words import Language, list_words
from tools import wordlists as tool

every_language = pytest.mark.parametrize("language", Language)


def with_word(language: Language, at: int, word: str) -> list[str]:
    words = list(list_words(language))
    words[at] = word
    return words


def test_the_lists_that_are_shipped_have_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["check"]) == 0
    assert "no fault" in capsys.readouterr().out


@every_language
def test_the_program_reads_the_list_that_the_tool_checks(language: Language) -> None:
    assert list_words(language) == tool.read_list(language)


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("zoo", "expected 4 to 8 letters"),
        ("zygomorphic", "expected 4 to 8 letters"),
        ("Zygote", "expected the letters of the alphabet"),
        ("zyго", "expected the letters of the alphabet"),
        ("aaaaaa", "expected the order"),
    ],
)
def test_a_word_against_the_rules_is_a_fault(word: str, fault: str) -> None:
    faults = list(tool.find_faults(Language.ENGLISH, with_word(Language.ENGLISH, -1, word)))
    assert [each for each in faults if fault in each]


def test_a_shared_beginning_and_a_missing_word_are_faults() -> None:
    words = list(list_words("en"))
    twice = sorted([*words[:-1], words[5][:4] + "zzz"])
    assert any(f"begins with {words[5][:4]}" in fault for fault in tool.find_faults(Language.ENGLISH, twice))
    assert any(
        "expected 2048 words, got 2047" in fault for fault in tool.find_faults(Language.ENGLISH, words[1:])
    )


@pytest.mark.parametrize(
    "near", [("rabbit", "rabbi"), ("silver", "sliver"), ("merry", "berry"), ("yeast", "feast")]
)
def test_words_one_edit_apart_are_found(near: tuple[str, str]) -> None:
    assert list(tool.find_near([*near, "elephant"])) == [tuple(sorted(near))]


def test_a_word_of_two_lists_is_found_after_folding() -> None:
    lists = {Language.BELARUSIAN: ("кіт",), Language.RUSSIAN: ("кит",), Language.ENGLISH: ("whale",)}
    assert len(list(tool.find_shared(lists))) == 1


def test_a_list_that_the_specification_does_not_have_is_a_fault() -> None:
    assert len(list(tool.find_unwritten("another page"))) == 3


def test_a_word_that_a_dictionary_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "be_BY.dic").write_text("2\nўрок/u\nхата/EF\n", encoding="utf-8")
    unspelt = list(tool.find_unspelt(Language.BELARUSIAN, ["урок", "хата", "хатта"], tmp_path))
    assert unspelt == ["be: not in the dictionary: хатта"]


def test_the_tool_says_how_it_is_used() -> None:
    assert tool.main([]) == 2

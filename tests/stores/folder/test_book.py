"""A book's folder: whole or absent, for its owner alone, never made over something else."""

from pathlib import Path

import pytest

from crimebook.stores.folder.book import BookFolderError, create_book, is_book, open_book


def make(path: Path):
    return create_book(path, name='A "book"', zone="Europe/Minsk", secret="s" * 40)


def test_a_book_opens_as_it_was_made(tmp_path: Path):
    made = make(tmp_path / "book")
    assert open_book(tmp_path / "book") == made
    assert (made.name, made.zone, made.read_secret()) == ('A "book"', "Europe/Minsk", "s" * 40)


def test_everything_in_it_is_for_its_owner(tmp_path: Path):
    make(tmp_path / "book")
    for path in [tmp_path / "book", *(tmp_path / "book").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0


def test_a_folder_with_files_is_left_alone(tmp_path: Path):
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(BookFolderError, match="with files in it"):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_a_folder_without_its_facts_is_no_book(tmp_path: Path):
    assert not is_book(tmp_path)
    with pytest.raises(BookFolderError, match="crimebook init"):
        open_book(tmp_path)


def test_a_book_of_another_format_is_refused(tmp_path: Path):
    make(tmp_path / "book")
    facts = tmp_path / "book" / "book.toml"
    facts.write_text(facts.read_text().replace("format = 2", "format = 3"))
    with pytest.raises(BookFolderError, match="expected a book of format 2, got 3"):
        open_book(tmp_path / "book")

"""Without scripts, what a file tells is shown before a report is sent, and a copy can be sealed instead."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.zones.intake import telling
from tests.zones.intake.houses import House
from tests.zones.intake.pictures import PLACE, SECRETS, telling_jpeg
from tests.zones.intake.reporters import Reporter
from tests.zones.intake.test_browser_metadata import PLAIN_JPEG
from tests.zones.intake.test_uploads import at_files

PHOTOGRAPH = telling_jpeg(PLAIN_JPEG)
FILM = telling.film([b"frame one", b"frame two"], has_way=False, has_gap=False)


def file(content: bytes, name: str = "IMG_0451.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("copy", ["original", "cleaned"])
@pytest.mark.parametrize("content", [PHOTOGRAPH, FILM])
def test_what_a_file_tells_is_shown_and_what_was_chosen_arrives(
    reporter: Reporter, house: House, content: bytes, copy: str
):
    at_files(reporter).press("add-file", copy=copy, file=file(content))
    assert (PLACE if content == PHOTOGRAPH else "+53.9045+027.5615/") in reporter.page
    said = "not in the copy" if copy == "cleaned" else "was sealed with these details"
    assert said in reporter.page
    assert f'value="{copy}" id="copy-{copy}" checked' in reporter.page
    reporter.answer({}).walk().send()
    (body,) = house.reports()
    arrived = house.file(body)
    assert [each.choice for each in body.files] == [copy]
    assert (arrived == content) is (copy == "original")
    assert any(secret in arrived for secret in (*SECRETS, telling.SECRET)) is (copy == "original")


def test_who_goes_on_at_once_is_shown_what_the_file_tells_first(reporter: Reporter, house: House):
    at_files(reporter).answer({"file": file(PHOTOGRAPH)})
    assert reporter.at == "files"
    assert PLACE in reporter.page
    reporter.answer({}).walk().send()
    assert house.file(house.reports()[0]) == PHOTOGRAPH


def test_a_letter_shows_it_before_it_is_sent_too(reporter: Reporter, house: House):
    words = reporter.begin().walk().send().words
    reporter.post("return/", {"words": " ".join(words)})
    reporter.post("return/", {**reporter.hidden, "text": "", "do": "add", "file": file(PHOTOGRAPH)})
    assert PLACE in reporter.page
    assert "Nothing was sent yet" in reporter.page
    reporter.post("return/", {**reporter.hidden, "text": "", "do": "add"})
    assert reporter.response.status_code == 200
    assert PLACE not in reporter.page


def test_a_file_without_a_copy_is_not_taken_as_one(reporter: Reporter, house: House):
    at_files(reporter).press("add-file", copy="cleaned", file=file(b"words of mine", "a.txt"))
    assert reporter.response.status_code == 422
    assert "could not be made" in reporter.page
    assert "a.txt" not in reporter.page
    reporter.press("add-file", copy="original", file=file(b"words of mine", "a.txt"))
    assert "cannot read this kind of file" in reporter.page
    reporter.answer({}).walk().send()
    assert house.file(house.reports()[0]) == b"words of mine"


def test_what_is_shown_stays_on_the_page_and_goes_with_the_file(reporter: Reporter, house: House):
    at_files(reporter).press("add-file", file=file(PHOTOGRAPH))
    reporter.press("add-file", copy="cleaned", file=file(FILM, "film.mov"))
    assert PLACE in reporter.page
    first, second = (name for name in reporter.hidden if name.startswith("told."))
    reporter.press(f"remove-file:{first.removeprefix('told.')}")
    assert PLACE not in reporter.page
    assert second in reporter.hidden


@pytest.mark.parametrize(
    "packed", ["", "[]", '{"found":[["nonsense","x"]],"is_read":true,"is_copy":true}', "\0"]
)
def test_a_field_that_is_not_ours_shows_nothing(reporter: Reporter, packed: str):
    at_files(reporter).press("add-file", file=file(PHOTOGRAPH))
    (name,) = (name for name in reporter.hidden if name.startswith("told."))
    reporter.press("add-file", **{name: packed})
    assert reporter.response.status_code == 200
    assert PLACE not in reporter.page


@pytest.mark.parametrize("language", ["be", "ru"])
def test_it_is_said_in_the_readers_language(reporter: Reporter, language: str):
    at_files(reporter)
    reporter.language = language
    reporter.press("add-file", copy="original", file=file(PHOTOGRAPH))
    assert {"be": "Серыйны нумар", "ru": "Серийный номер"}[language] in reporter.page

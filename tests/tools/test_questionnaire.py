"""The tool of the questionnaire: what its page says, and that an old page is found."""

from crimebook.asking.questionnaire import load_form
from tools import questionnaire as tool


def test_the_page_is_up_to_date():
    assert tool.check_page() == 0


def test_an_old_page_is_found(tmp_path, capsys):
    page = tmp_path / "questionnaire.md"
    assert tool.check_page(page) == 1
    assert tool.make_page(page) == 0
    assert tool.check_page(page) == 0
    page.write_text("old", encoding="utf-8")
    assert tool.check_page(page) == 1
    assert "out of date" in capsys.readouterr().out


def test_the_page_names_every_question_and_every_page():
    text = tool.write_page(load_form())
    for section in load_form().sections:
        for question in section.questions:
            assert f"### `{question.id}`" in text
            assert question.titles["be"] in text
    assert "## Page danger" in text
    assert "no or unsure leads to the page danger" in text


def test_wrong_usage_is_told(capsys):
    assert tool.main([]) == 2
    assert "make | check" in capsys.readouterr().out
    assert tool.main(["check"]) == 0

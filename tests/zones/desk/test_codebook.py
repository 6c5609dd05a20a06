"""The pages of the codebook: in three languages, without a database, without scripts."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.zones.desk.test_templates import read

from crimebook.terms.codebook import LANGUAGES, Codebook, Term, Vocabulary
from crimebook.zones.desk.termcards import headings, term_cards

CODEBOOK = Codebook.load()
VOCABULARIES = sorted(CODEBOOK.vocabularies)


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_every_vocabulary_stands_under_one_heading() -> None:
    for language in LANGUAGES:
        names = [each.name for heading in headings(CODEBOOK, language) for each in heading.vocabularies]
        assert sorted(names) == VOCABULARIES
        assert len({heading.label for heading in headings(CODEBOOK, language)}) == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_names_every_vocabulary_with_its_count_and_version(visitor: Client, language: str) -> None:
    page = shown(visitor, f"/{language}/codebook/")
    for name, vocabulary in CODEBOOK.vocabularies.items():
        assert f'href="/{language}/codebook/{name}/">{vocabulary.labels[language]}</a>' in page
        assert f"<code>{name}</code> {vocabulary.version}" in page
    assert all(walk.title in page for walk in CODEBOOK.crosswalks.values())


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_vocabulary_shows_every_term_in_all_three_languages_under_an_anchor(
    visitor: Client, name: str
) -> None:
    page = shown(visitor, f"/be/codebook/{name}/")
    for term in CODEBOOK.vocabulary(name).terms:
        assert f'id="{term.code}"' in page
        assert f"<h2>{term.labels['be']}</h2>" in page
        assert all(text in page for text in (*term.labels.values(), *term.definitions.values()))


@pytest.mark.parametrize("name", VOCABULARIES)
def test_ids_are_unique_nothing_is_inline_and_links_lead_to_terms(visitor: Client, name: str) -> None:
    page = visitor.get(f"/ru/codebook/{name}/").content.decode()
    reader = read(page)
    assert reader.faults == []
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.pointers <= set(reader.ids)
    for vocabulary, code in re.findall(r'href="/ru/codebook/([a-z_]+)/#([^"]+)"', page):
        assert CODEBOOK.term(vocabulary, code)


def test_a_page_stays_light(visitor: Client) -> None:
    sizes = {name: len(visitor.get(f"/be/codebook/{name}/").content) for name in VOCABULARIES}
    assert max(sizes.values()) < 300_000, max(sizes, key=lambda name: sizes[name])


def test_an_article_of_law_shows_its_elements_and_an_element_its_articles(visitor: Client) -> None:
    (article,) = (card for card in term_cards(CODEBOOK, "code_articles", "en") if card.term.code == "uncat.1")
    assert [link.code for link in article.elements] == list(article.term.elements)
    page = shown(visitor, "/en/codebook/code_articles/")
    assert '<a href="/en/codebook/elements/#severe_pain">Severe pain or suffering</a>' in page
    page = shown(visitor, "/en/codebook/elements/")
    assert '<a href="/en/codebook/code_articles/#uncat.1">Art. 1. Definition of torture</a>' in page


def test_a_term_shows_what_it_refers_to_and_which_partners_words_lead_to_it(visitor: Client) -> None:
    page = shown(visitor, "/en/codebook/acts/?words=ill_treatment.beating")
    assert '<a href="/en/codebook/acts/#ill_treatment">Ill-treatment</a>' in page
    assert "Slapping, kicking or punching" in page
    assert "2020PB" in page
    assert "ICD-10 T20-T32" in shown(visitor, "/en/codebook/injury_natures/")


def test_words_find_terms_in_every_vocabulary_and_any_language(visitor: Client) -> None:
    page = shown(visitor, "/en/codebook/?words=ВОДОМЕТ")
    assert 'href="/en/codebook/methods/#water_cannon"' in page
    assert 'href="/en/codebook/weapons/#water_cannon"' in page
    assert 'value="ВОДОМЕТ"' in page


def test_words_narrow_a_vocabulary(visitor: Client) -> None:
    page = shown(visitor, "/en/codebook/methods/?words=water")
    assert "<h2>Water cannon</h2>" in page
    assert "<h2>Hair cut by force</h2>" not in page


@pytest.mark.parametrize("path", ["codebook/", "codebook/acts/"])
def test_words_that_no_term_holds_are_answered_kindly(visitor: Client, path: str) -> None:
    assert "No term holds these words." in shown(visitor, f"/en/{path}?words=zzzz")


def test_what_was_typed_is_shown_as_text(visitor: Client) -> None:
    page = visitor.get("/en/codebook/", {"words": '"><b>x'}).content.decode()
    assert "<b>x" not in page


@pytest.mark.parametrize("path", ["codebook/nothing/", "codebook/acts.toml/"])
def test_an_unknown_vocabulary_is_a_designed_404(visitor: Client, path: str) -> None:
    answer = visitor.get(f"/en/{path}")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


def test_too_many_words_are_refused(visitor: Client) -> None:
    assert visitor.get("/en/codebook/", {"words": "x" * 201}).status_code == 400


@pytest.mark.parametrize("path", ["codebook/", "codebook/acts/"])
def test_a_stranger_is_sent_to_the_page_about_links(cast_desk: dict[str, Any], path: str) -> None:
    answer = Client().get(f"/be/{path}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/be/sign-in/")


def test_the_rail_leads_here_and_says_so(visitor: Client) -> None:
    link = f'<a href="{reverse("codebook")}" aria-current="page">'
    assert link in shown(visitor, "/en/codebook/")
    assert link in shown(visitor, "/en/codebook/acts/")


@pytest.mark.parametrize("language", ["be", "ru"])
def test_no_english_words_of_ours_are_left_on_a_page(visitor: Client, language: str) -> None:
    page = visitor.get(f"/{language}/codebook/").content.decode()
    text = re.findall(r"<main[^>]*>(.*)</main>", page, flags=re.DOTALL)[0]
    bare = re.sub(r"<code>.*?</code>|<[^>]*>", " ", text, flags=re.DOTALL)
    known = " ".join(walk.title for walk in CODEBOOK.crosswalks.values())
    definitions = " ".join(each.definitions[language] for each in CODEBOOK.vocabularies.values())
    words = set(re.findall(r"\b[A-Za-z]{3,}\b", bare))
    assert {word for word in words if word not in known and word not in definitions} == set()


def test_a_rank_shows_its_equivalents_in_the_other_forces(visitor: Client) -> None:
    page = shown(visitor, "/en/codebook/ranks/?words=captain of police")
    assert '<a href="/en/codebook/ranks/#military.captain">Captain</a>' in page
    assert '<a href="/en/codebook/ranks/#justice.captain">Captain of justice</a>' in page


def test_a_term_out_of_use_says_so_and_leads_to_its_heir(visitor: Client, monkeypatch: Any) -> None:
    def said(text: str) -> dict[str, str]:
        return {language: f"{text} {language}" for language in LANGUAGES}

    old = Term("old", said("Old"), is_deprecated=True, replaced_by="new")
    acts = Vocabulary(
        "acts", "1.0.0", (old, Term("new", said("New"))), labels=said("Acts"), definitions=said("What")
    )
    elements = Vocabulary("elements", "1.0.0", (Term("intent", said("Intent")),), labels=said("Elements"))
    law = Vocabulary("code_articles", "1.0.0", (Term("one", said("One")),), labels=said("Laws"))
    book = Codebook.build([acts, elements, law], [])
    monkeypatch.setattr(Codebook, "load", lambda: book)
    page = shown(visitor, "/en/codebook/acts/")
    assert "No longer used." in page
    assert '<a href="/en/codebook/acts/#new">New en</a>' in page

"""The codebook: which vocabularies there are, and the terms of one."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from crimebook.terms.codebook import Codebook
from crimebook.work.actors import Actor
from crimebook.zones.desk import times
from crimebook.zones.desk.queries import parse_words
from crimebook.zones.desk.termcards import found_cards, headings, term_cards, vocabulary_card
from crimebook.zones.desk.visitors import page

MAX_FOUND = 100


@page
def list_all(request: HttpRequest, _actor: Actor) -> HttpResponseBase:
    """Show the vocabularies and crosswalks, or the terms that hold the words asked for."""
    codebook, language = Codebook.load(), times.locale()
    words = parse_words(request.GET, "words")
    found = codebook.find_terms(words)
    shown = {
        "headings": () if words else headings(codebook, language),
        "crosswalks": () if words else tuple(codebook.crosswalks.values()),
        "words": words,
        "found": found_cards(codebook, found[:MAX_FOUND], language),
        "total": len(found) if words else sum(len(each.terms) for each in codebook.vocabularies.values()),
    }
    return render(request, "desk/codebook.html", shown)


@page
def show(request: HttpRequest, _actor: Actor, vocabulary: str) -> HttpResponseBase:
    """Show the terms of one vocabulary, or those of them that hold the words asked for."""
    codebook, language = Codebook.load(), times.locale()
    words = parse_words(request.GET, "words")
    found = codebook.vocabulary(vocabulary)
    cards = (
        found_cards(codebook, codebook.find_terms(words, vocabulary), language)
        if words
        else term_cards(codebook, vocabulary, language)
    )
    shown = {"vocabulary": vocabulary_card(found, language), "cards": cards, "words": words}
    return render(request, "desk/vocabulary.html", shown)

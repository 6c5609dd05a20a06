"""The questionnaire as one JSON value in one language: what a browser needs to ask the same questions itself.

It holds texts, options, limits, conditions and leads; the rules for walking it are those of `flow`, and those
for an answer are those of `answers`. A reader that does not know the ``name`` of the form must not use it.
"""

from collections.abc import Mapping
from typing import Any

from crimebook.asking.plain_text import MAX_WORD_CHARACTERS
from crimebook.asking.questions import Option, Question, Questionnaire, Way


def form_value(form: Questionnaire, language: str) -> dict[str, Any]:
    """Return the form as a JSON value."""
    return {
        "name": form.name,
        "language": language,
        "title": form.titles[language],
        "max_word_characters": MAX_WORD_CHARACTERS,
        "words": _in(form.words, language),
        "refusals": _in(form.refusals, language),
        "day_parts": [_option(each, language) for each in form.day_parts],
        "ways": [_way(form, way, language) for way in form.ways],
    }


def _way(form: Questionnaire, way: Way, language: str) -> dict[str, Any]:
    return {
        "id": way.id,
        "label": way.labels[language],
        "hint": way.hints[language],
        "is_offered": way.is_offered,
        "questions": [_question(form, each, way.id, language) for each in form.questions(way.id)],
    }


def _question(form: Questionnaire, question: Question, way: str, language: str) -> dict[str, Any]:
    when = question.when
    return {
        "id": question.id,
        "kind": question.kind.value,
        "section": form.section_of(question.id).titles[language],
        "title": question.title(way, language),
        "hint": question.hint(way, language),
        "options": [_option(each, language) for each in question.options_of(way)],
        "parts": [_option(each, language) for each in question.parts],
        "limit": question.limit,
        "specials": [each.value for each in question.specials],
        "runtime_options": question.runtime_options,
        "sealed": question.sealed,
        "when": {"question": when.question, "any_of": list(when.any_of)} if when else None,
        "leads": [
            {"any_of": list(each.any_of), "page": each.page, "way": each.way} for each in question.leads
        ],
    }


def _option(option: Option, language: str) -> dict[str, str]:
    return {"code": option.code, "label": option.labels[language], "hint": option.hints.get(language, "")}


def _in(texts: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    return {key: each[language] for key, each in texts.items()}

"""A long list of terms in parts, each under the broader term that its terms stand under.

Sixty boxes in a row are more than a frightened reader reads; a dozen headings are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.asking.questionnaire import Option, Question, Questionnaire
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import NotFoundError

MANY_OPTIONS = 12
"""More than these are parted, if they stand under broader terms."""


@dataclass(frozen=True, slots=True)
class Part:
    """Options under one heading; no heading where the question's own is theirs."""

    title: str
    options: tuple[Option, ...]


def parted(form: Questionnaire, question: Question, way: str, language: str) -> tuple[Part, ...]:
    """Return the options of a question in parts, in their order; few are one part without a heading."""
    options = question.options_of(way)
    if len(options) <= MANY_OPTIONS or not any(each.broader for each in options):
        return (Part("", tuple(options)),)
    heads = {each.broader for each in options}
    members: dict[str, list[Option]] = {}
    for each in options:
        head = each.broader or (each.code if each.code in heads else "")
        members.setdefault(head, []).append(each)
    return tuple(
        Part(_title(question, head, language, options) or form.words["other"][language], tuple(under))
        for head, under in members.items()
    )


def _title(question: Question, code: str, language: str, options: Sequence[Option]) -> str:
    """Return the label of a broader term, also of one that is not offered; empty where there is none."""
    if any(each.code == code for each in options):
        return question.label(code, language)
    try:
        return Codebook.load().label(question.vocabulary, code, language) if code else ""
    except NotFoundError:
        return ""

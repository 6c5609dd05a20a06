"""Consent as other people's forms ask for it.

The purpose is read from the name of the question (``consent_icc``, ``согласие_на_публикацию``), the answer
from its words. A question that names no purpose asks for analysis alone; an answer that is neither yes nor no
is as good as not asked. The words stay beside the code in both cases.
"""

from datetime import datetime

from crimebook.exchange.accounts import ConsentWords
from crimebook.exchange.headings import plain

ANALYSIS = "analysis"
GRANTED, REFUSED, WITHDRAWN, NOT_ASKED = "granted", "refused", "withdrawn", "not_asked"
ANSWERS = (GRANTED, REFUSED, WITHDRAWN, NOT_ASKED)

_PURPOSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "named_publication",
        ("named", "with name", "under my name", "с именем", "под именем", "з імем", "пад імем"),
    ),
    (
        "anonymous_publication",
        ("publi", "media", "anonym", "опублик", "публик", "анонимн", "публік", "ананімн"),
    ),
    ("icc_un", ("icc", "international", "un ", "мус", "оон", "международн", "аан", "міжнародн")),
    ("national_prosecutor", ("prosecut", "court", "jurisdiction", "прокур", "суд", "пракур")),
    ("sanctions", ("sanction", "санкц")),
    ("contact_again", ("contact", "call back", "связ", "контакт", "сувяз", "кантакт")),
    (
        "share_with_partner",
        ("share", "partner", "third part", "передач", "партнер", "партнёр", "перадач", "партнёр"),
    ),
)
PURPOSES = (ANALYSIS, *sorted(code for code, _ in _PURPOSES))
# fmt: off
_YES = frozenset(
    {
        "yes", "y", "true", "1", "agree", "agreed", "granted", "given", "consent", "ok", "да",
        "согласен", "согласна", "согласны", "так", "згодны", "згодна", "згаджаюся",
    }
)
_NO = frozenset(
    {
        "no", "n", "false", "0", "disagree", "refused", "denied", "нет", "отказ", "отказываюсь",
        "не", "адмова",
    }
)
# fmt: on
_WITHDRAWN = frozenset({"withdrawn", "revoked", "отозвано", "адклікана"})


def purpose_of(question: str) -> str:
    """Return the code of the purpose that the name of a question speaks of; ``analysis`` where of none."""
    words = f" {plain(question)} "
    return next((code for code, stems in _PURPOSES if any(f" {stem}" in words for stem in stems)), ANALYSIS)


def answer_of(words: str) -> str:
    """Return the code of an answer."""
    answer = plain(words)
    if answer in _WITHDRAWN:
        return WITHDRAWN
    if answer in _YES:
        return GRANTED
    return REFUSED if answer in _NO or answer.startswith("не ") else NOT_ASKED


def read_consent(
    question: str, words: str, *, at: datetime | None = None, given_by: str = ""
) -> ConsentWords:
    """Return the consent of one question and its answer, in codes and in words."""
    return ConsentWords(purpose_of(question), answer_of(words), given_by, f"{question}: {words}"[:2000], at)

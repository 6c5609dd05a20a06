"""What the scripts of the mailbox are given: texts, the consents that can be changed, the roots to trust.

The texts are those of the pages without scripts: the same keys of the same catalogues, so that both ways say
the same of the same thing.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from crimebook.asking.plain_text import MAX_WORD_CHARACTERS
from crimebook.asking.questionnaire import Kind, Question, Questionnaire
from crimebook.work.receiving.mailbox import MAX_TEXT_CHARACTERS
from crimebook.zones.intake.proving import proof_texts
from crimebook.zones.intake.scripted import script_words

_PLACE = re.compile(r"%\((\w+)\)s")

TEXTS: Mapping[str, str] = {
    "continue": gettext_noop("Continue"),
    "read_here": gettext_noop(
        "Your browser reads the words on this device. They are not sent: only sealed letters come and go."
    ),
    "fetching": gettext_noop("Looking for what waits. The words stay on this device."),
    "sealing": gettext_noop("Sealing it on this device and sending it."),
    "removing": gettext_noop("Removing what you have read."),
    "waiting": gettext_noop("The line broke. It is tried again by itself."),
    "stop": gettext_noop("Stop and go back"),
    "failed_unsigned": gettext_noop(
        "The keys here were not signed by this book. Nothing was sent. Please leave this page and "
        "tell nothing here."
    ),
    "failed_expired": gettext_noop(
        "The keys here are too old, or the clock of this device is wrong. Nothing was sent. Please "
        "come back later."
    ),
    "failed_closed": gettext_noop("This cannot be done now. Nothing was sent. Please come back later."),
    "failed_full": gettext_noop(
        "There is no room for more messages now. Nothing was sent. Please come back in some days."
    ),
    "hint_long": gettext_noop("The text is too long: twelve words need less than {limit} signs"),
    "hint_long_word": gettext_noop("Word {position} is too long to be a word of the list"),
    "hint_count": gettext_noop("A receipt has 12 words; here are {count}"),
    "hint_unknown": gettext_noop("Some of the words are in no list: {positions}"),
    "hint_unknown_word": gettext_noop("Word {position} is not in the list"),
    "hint_nearest": gettext_noop("Word {position} is not in the list; the nearest are: {nearest}"),
    "hint_mixed": gettext_noop("The words are of more than one language: all twelve are in one"),
    "hint_ambiguous": gettext_noop(
        "The beginnings of these words stand in two languages: write the words in full"
    ),
    "hint_layout": gettext_noop(
        "The keyboard was set to another language: switch it and write the words again"
    ),
    "hint_checksum": gettext_noop("One word is probably wrong, or two are swapped: the words do not check"),
    "failed_long": gettext_noop("This is longer than a letter can be. Nothing was sent. Please shorten it."),
    "failed_file": gettext_noop(
        "A file could not be read: it was changed, moved or removed. Nothing was sent. Please choose it "
        "again."
    ),
    "sending": gettext_noop("Your letter is being sealed and sent"),
    "title": gettext_noop("What waits for these words"),
    "done_removed": gettext_noop("What you have read was removed here."),
    "done_withdrawal": gettext_noop(
        "Your withdrawal is sealed and kept. Once it is collected, the report is used no more. For "
        "30 days you "
        "can undo this here."
    ),
    "done_undone": gettext_noop("The withdrawal is taken back, once this is collected."),
    "done_consent": gettext_noop("Your change is sealed and kept. It counts once it is collected."),
    "done_words": gettext_noop("What you wrote is sealed and kept."),
    "forged": gettext_noop(
        "Something here was not signed by the book and is not shown. Trust nothing that did not "
        "come on this page."
    ),
    "collected": gettext_noop("Collected."),
    "collected_by": gettext_noop(
        "The book's team has signed that it holds the report of these words (%(day)s)."
    ),
    "nothing": gettext_noop("Nothing yet."),
    "nothing_why": gettext_noop(
        "Either the report of these words has not been collected, or one word is wrong: then it looks the "
        "same. Please compare the words with your own. If the words are right and you reported more than "
        "three weeks ago, somebody may be keeping the book's answers from you: please try the onion address "
        "or another line."
    ),
    "letter_question": gettext_noop("A question to you"),
    "letter_feedback": gettext_noop("What became of your report"),
    "letter_reply": gettext_noop("An answer to you"),
    "write": gettext_noop("Add something, or answer"),
    "room": gettext_noop("Room for %(limit)s characters. It is sealed like the report."),
    "send": gettext_noop("Send"),
    "other": gettext_noop("Other things"),
    "remove": gettext_noop("Remove what I have read"),
    "change_consent": gettext_noop("Change what it may be used for"),
    "withdraw_or_undo": gettext_noop("Withdraw the report, or undo that"),
    "look_again": gettext_noop("Look again"),
    "withdraw": gettext_noop("Withdraw the report"),
    "withdraw_1": gettext_noop("Once your withdrawal is collected, the report is used for nothing more."),
    "withdraw_2": gettext_noop(
        "For 30 days you can undo it with the same words. After that the report is erased."
    ),
    "withdraw_3": gettext_noop(
        "What was handed over or published before cannot be called back. We will write here what that was."
    ),
    "withdraw_4": gettext_noop("If somebody forces you to withdraw: do it. You can undo it later."),
    "undo": gettext_noop("Undo an earlier withdrawal"),
    "back_same": gettext_noop("Back, change nothing"),
    "consent_unseen": gettext_noop(
        "We cannot show here what you chose before: it is sealed. Only what you choose now is changed."
    ),
    "same": gettext_noop("Leave it as it is"),
    "send_change": gettext_noop("Send the change"),
}


FILE_TEXTS: Mapping[str, str] = {
    "choose_files": gettext_noop("Files for this letter, if you have any"),
    "file_room": gettext_noop(
        "Room for {room} MiB. Files stay on your device until you send the letter. Then they are sealed "
        "here, part by part, and a line that breaks goes on where it stopped."
    ),
    "leave_open": gettext_noop("Please leave this page open until your letter is sealed and kept."),
}
"""What is said of a letter's files in other words than of a report's; the rest is the same."""


def return_value(form: Questionnaire, language: str) -> dict[str, Any]:
    """Return everything a script of the mailbox says and asks, in the language that is spoken now."""
    return {
        "texts": {key: _PLACE.sub(r"{\1}", gettext(text)) for key, text in TEXTS.items()},
        "files": {
            **{key: texts[language] for key, texts in script_words().items()},
            **{key: gettext(text) for key, text in FILE_TEXTS.items()},
        },
        "proof": proof_texts(language),
        "refusals": {key: texts[language] for key, texts in form.refusals.items()},
        "consents": [
            {
                "purpose": each.purpose,
                "title": each.titles[language],
                "hint": each.hints.get(language, ""),
                "options": [
                    {"code": option.code, "label": option.labels[language]} for option in each.options
                ],
            }
            for each in consents(form)
        ],
        "limit": MAX_TEXT_CHARACTERS,
        "max_word_characters": MAX_WORD_CHARACTERS,
    }


def consents(form: Questionnaire) -> tuple[Question, ...]:
    """Return the consents that a mailbox can change."""
    return tuple(each for each in form.section("consent").questions if each.kind is Kind.CONSENT)

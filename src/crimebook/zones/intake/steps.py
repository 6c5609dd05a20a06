"""A step of the questionnaire: what a page posted, the draft that came with it, what goes to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from crimebook.asking.answers import Answer, AnswerError, check_answer
from crimebook.asking.fields import raw_from_fields
from crimebook.asking.flow import audience, path
from crimebook.asking.pages import load_pages
from crimebook.asking.questionnaire import Question, Questionnaire
from crimebook.zones.intake.controls import Drawer
from crimebook.zones.intake.drafts import Draft
from crimebook.zones.intake.helping import HelpPage, help_page
from crimebook.zones.intake.house import intake
from crimebook.zones.intake.keyring import ring


@dataclass(frozen=True)
class Step:
    """One request of the questionnaire: what was posted, and the draft that came with it."""

    request: HttpRequest
    form: Questionnaire
    draft: Draft
    fields: QueryDict
    is_from_review: bool
    language: str = field(default_factory=lambda: str(get_language()))
    """Of the page."""

    @cached_property
    def path(self) -> tuple[Question, ...]:
        """The questions that are asked, given the draft's answers."""
        return path(self.form, self.draft.way, self.draft.answers)

    @property
    def known(self) -> tuple[str, ...]:
        """The codes of the known places."""
        return tuple(place.code for place in intake().places)

    def question(self) -> Question:
        """Return the question that the page asked, or raise `NotFoundError`."""
        return self.form.question(self.fields.get("at", ""))

    def read(self, question: Question) -> Answer | AnswerError:
        """Return the answer that was posted, or why it cannot be taken."""
        raw = raw_from_fields(question, dict(self.fields.lists()))
        return check_answer(question, raw, self.known)

    def with_draft(self, draft: Draft) -> "Step":
        """Return the step with another draft."""
        return replace(self, draft=draft)

    def with_fields(self, fields: QueryDict) -> "Step":
        """Return the step with other fields."""
        return replace(self, fields=fields)

    def reviewing(self) -> "Step":
        """Return the step as one of a change, after which all answers are shown again."""
        return replace(self, is_from_review=True)

    def page(self, name: str) -> HelpPage:
        """Return a page of help, in its words for whom the way speaks to where it has some."""
        own = f"{name}_{audience(self.form, self.draft.way, self.draft.answers)}"
        return help_page(own if own in load_pages() else name, self.language, intake())

    def words(self) -> Mapping[str, str]:
        """Return the form's short texts."""
        return self.form.short_texts(self.language)

    def carried(self, at: str) -> dict[str, object]:
        """Return what every page of a draft carries to the next."""
        return {
            # Base64: there is nothing to escape in it, and it is most of the page.
            "draft": SafeString(self.draft.seal(ring())),
            "at": at,
            "review": self.is_from_review,
            "way": self.draft.way,
            "carries_draft": True,
        }

    def drawer(self, values: Mapping[str, Sequence[str]]) -> Drawer:
        """Return what draws the page's question."""
        return Drawer(self.form, self.draft.way, self.language, intake().places, values)

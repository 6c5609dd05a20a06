"""Saying what was found: in English, Russian or Belarusian, or as JSON for scripts."""

import gettext
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from crimebook.terms.reasons import Reason, reason
from crimebook.zones.verify.findings import Finding, Kind, Outcome, outcome_of

LANGUAGES: Final = ("en", "ru", "be")
LOCALE: Final = Path(__file__).parent / "locale"
_OUTCOMES: Final = {
    Outcome.PROVEN: reason("PROVEN, within the limits above."),
    Outcome.REFUTED: reason("REFUTED: what was shown contradicts itself or what was known."),
    Outcome.UNCHECKED: reason("NOT CHECKED: what matters could not be checked, and nothing is refuted."),
}
_TITLES: Final = {
    Kind.PROVEN: reason("Proven"),
    Kind.REFUTED: reason("Refuted"),
    Kind.UNCHECKED: reason("Could not be checked"),
    Kind.NOT_PROVEN: reason("Not proven"),
}


class Speaker:
    """Says reasons in one language; what has no translation is said in English."""

    def __init__(self, language: str) -> None:
        self._catalogue = gettext.translation("django", LOCALE, [language], fallback=True)

    def say(self, said: Reason) -> str:
        """Return a reason's sentence."""
        return said.say(self._catalogue.gettext(said.message))

    def tell(self, findings: Sequence[Finding]) -> str:
        """Return all that was found, for a person: what is proven, what is not, and what follows."""
        lines = []
        for kind in Kind:
            chosen = [each for each in findings if each.kind is kind]
            if chosen:
                lines.append(f"{self.say(_TITLES[kind])}:")
                lines += [f"  * {line}" for each in chosen for line in self._lines(each)]
        lines.append(self.say(_OUTCOMES[outcome_of(findings)]))
        return "\n".join(lines) + "\n"

    def _lines(self, finding: Finding) -> tuple[str, ...]:
        return (self.say(finding.said) + (f" ({finding.detail})" if finding.detail else ""),)

    def to_json(self, findings: Sequence[Finding]) -> str:
        """Return all that was found, for a script."""
        outcome = outcome_of(findings)
        plain = {
            "outcome": outcome.name.lower(),
            "exit_code": int(outcome),
            "findings": [
                {
                    "kind": each.kind.value,
                    "said": self.say(each.said),
                    "detail": each.detail,
                    **each.said.to_json(),
                }
                for each in findings
            ],
        }
        return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"

"""What rows say of persons, on its way in: sealed to custodians before anything of the row is written.

A row comes here with what leads to a person apart from its words (`crimebook.exchange.persons`). It is
sealed, or left out where whoever imports said so. Where neither is possible the import ends: a name must not
lie open, and must not be lost in silence.

Names of two lists are not compared here, nor is a name that changed alone seen: tags that stayed could be
guessed at. Opened names are compared where they were opened (`crimebook.work.opening.comparing`).
"""

from dataclasses import dataclass, field, replace
from typing import Any

from crimebook.exchange.tables import LEFT_OUT, PersonWords
from crimebook.sealing.agefile import Random
from crimebook.sealing.errors import EnvelopeError
from crimebook.sealing.identity import CONTENT_SIZES, Custody
from crimebook.sealing.recordidentity import seal_record_identity, write_record_identity
from crimebook.stores.register.records import NewIdentity, Staged
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.terms.ids import Digest

FORM = "import:{kind}"
"""What the sealed content names in the place of a form."""


class NobodyKeepsNamesError(CrimebookError):
    """A file that names persons, for a book without custodians. Nothing of it was written."""


@dataclass(frozen=True, slots=True)
class Persons:
    """What becomes of what rows say of persons: sealed to the ``custody``, or left out."""

    custody: Custody | None = None
    random: Random | None = field(default=None, repr=False)
    are_left_out: bool = False

    @property
    def digest(self) -> str:
        """What a run that goes on with what another has read must have in common with it."""
        told = [[each.index, each.recipient] for each in self.custody.custodians] if self.custody else []
        needed = self.custody.needed if self.custody else 0
        return digest_value(Purpose.RECORDS, [told, needed, self.are_left_out])


NOBODY = Persons()
"""Neither: a row that names a person ends the import."""


def keep_persons(staged: Staged, apart: tuple[PersonWords, ...], kind: str, persons: Persons) -> Staged:
    """Return a record with what its row says of persons sealed, or marked as left out.

    Raises `NobodyKeepsNamesError` where neither can be, `InvalidValueError` for more than can be sealed.
    """
    said = tuple(each for each in apart if each.field != LEFT_OUT)
    staged = replace(staged, has_left_out=persons.are_left_out or len(said) < len(apart))
    if persons.are_left_out or not said:
        return staged
    if persons.custody is None or persons.random is None:
        named = ", ".join(dict.fromkeys(repr(each.column[:80]) for each in said))
        raise NobodyKeepsNamesError(
            "expected custodians who keep names, got a file that names persons and a book without custodians "
            f"(in {named}); name custodians in the key manifest, or leave out what leads to persons "
            "(--leave-persons-out)"
        )
    citation = staged.citation
    try:
        sealed = seal_record_identity(
            _said(said),
            citation.external_id,
            citation.digest,
            FORM.format(kind=kind),
            custody=persons.custody,
            random=persons.random,
        )
    except (EnvelopeError, UnicodeEncodeError) as error:
        raise InvalidValueError(
            f"whole text of at most {CONTENT_SIZES[-1]} bytes in all that leads to a person",
            "more, or damaged signs",
            "put what was told into a column of words",
        ) from error
    identity = NewIdentity(Digest(sealed.identity.header.report), write_record_identity(sealed))
    return replace(staged, identity=identity)


def _said(apart: tuple[PersonWords, ...]) -> dict[str, Any]:
    """Return what is said by field, and in each by the column: it tells of whom."""
    said: dict[str, dict[str, str]] = {}
    for each in apart:
        said.setdefault(each.field, {})[each.column] = each.words
    return said

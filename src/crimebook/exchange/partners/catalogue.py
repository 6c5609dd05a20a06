"""All partners' formats by the name that the command line knows them by."""

from collections.abc import Mapping

from crimebook.exchange.accounts import Format
from crimebook.exchange.partners.auto_archiver import AUTO_ARCHIVER
from crimebook.exchange.partners.cameras import CAMERAS
from crimebook.exchange.partners.followthemoney import FOLLOW_THE_MONEY
from crimebook.exchange.partners.kobo import KOBO
from crimebook.exchange.partners.police_brutality import POLICE_BRUTALITY
from crimebook.exchange.partners.proofmode import PROOFMODE
from crimebook.exchange.partners.syrian_archive import SYRIAN_ARCHIVE
from crimebook.exchange.partners.tella import TELLA
from crimebook.exchange.partners.timemap import TIMEMAP

FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        POLICE_BRUTALITY,
        SYRIAN_ARCHIVE,
        CAMERAS,
        TIMEMAP,
        FOLLOW_THE_MONEY,
        KOBO,
        TELLA,
        AUTO_ARCHIVER,
        PROOFMODE,
    )
}

"""What people call their columns and questions, in English, Russian and Belarusian.

A heading is read by its plain words alone: ``Q3. Date of the incident``, ``Дата_события`` and ``калі`` are
days. What no list knows has no role, and stays the source's words.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a column or a question tells."""

    ID = "id"
    TITLE = "title"
    TEXT = "text"
    DAY = "day"
    LAST_DAY = "last_day"
    TIME_WORDS = "time_words"
    START = "start"
    END = "end"
    POSTED_AT = "posted_at"
    POINT = "point"
    LAT = "lat"
    LON = "lon"
    RADIUS_M = "radius_m"
    PLACE_WORDS = "place_words"
    TOWN = "town"
    LABELS = "labels"
    ACTORS = "actors"
    VICTIMS = "victims"
    INJURIES = "injuries"
    LINKS = "links"
    URL = "url"
    CONSENT = "consent"
    DURATION_S = "duration_s"
    KIND = "kind"
    EVIDENCE_KIND = "evidence_kind"
    CHANNEL = "channel"
    SENDER = "sender"
    NAME_EN = "name_en"
    NAME_RU = "name_ru"
    NAME_BE = "name_be"
    PARENT = "parent"
    PERSON_NAME = "person_name"
    PERSON_PHONE = "person_phone"
    PERSON_EMAIL = "person_email"
    PERSON_CONTACT = "person_contact"
    PERSON_ADDRESS = "person_address"
    PERSON_BIRTH = "person_birth"
    PERSON_DOCUMENT = "person_document"
    PERSON_OTHER = "person_other"


_NAMES: Mapping[Role, str] = {
    Role.ID: (
        "id | no | nr | number | case id | case no | case number | incident id | record id | uid "
        "| uuid | key | № | номер | код | ид | айди | номер случая | номер записи | нумар | "
        "ідэнтыфікатар | нумар выпадку"
    ),
    Role.TITLE: (
        "title | name | headline | subject | summary | short description | заголовок | название | "
        "тема | кратко | загаловак | назва | тэма | коратка"
    ),
    Role.TEXT: (
        "text | description | what happened | story | testimony | statement | narrative | account "
        "| details | event description | comment | comments | notes | report | content | message "
        "| описание | что произошло | что случилось | рассказ | показания | свидетельство | текст "
        "| подробности | комментарий | сообщение | апісанне | што адбылося | што здарылася | "
        "аповед | сведчанне | тэкст | падрабязнасці | каментар | паведамленне"
    ),
    Role.DAY: (
        "date | day | when | incident date | date of incident | date of the incident | date of "
        "event | event date | date from | date of detention | date start | дата | день | когда | "
        "дата события | дата инцидента | дата случая | дата задержания | когда произошло | дзень "
        "| калі | дата падзеі | дата выпадку | дата затрымання | калі адбылося"
    ),
    Role.LAST_DAY: (
        "date to | last day | until | date end | end date | дата окончания | по какое число | до "
        "даты | дата заканчэння | да даты"
    ),
    Role.TIME_WORDS: (
        "time | hour | time of day | what time | at what time | time of incident | time words | "
        "time text | время | час | время суток | во сколько | время события | время инцидента | "
        "часы | пара сутак | у колькі | час падзеі | час выпадку"
    ),
    Role.START: (
        "start | start time | begin | begins | began | datetime | date time | date and time | "
        "timestamp | recorded at | taken at | captured at | начало | время начала | дата и время "
        "| пачатак | час пачатку | дата і час"
    ),
    Role.END: (
        "end | end time | ends | ended | finish | конец | окончание | время окончания | канец | "
        "час заканчэння"
    ),
    Role.POSTED_AT: (
        "posted | posted at | published | published at | publication date | date posted | upload "
        "date | upload timestamp | uploaded at | дата публикации | опубликовано | дата публікацыі "
        "| апублікавана"
    ),
    Role.POINT: (
        "coordinates | coords | geopoint | gps | location | point | lat lon | latlon | lat long | "
        "geo | geolocation | координаты | точка | геоточка | геолокация | каардынаты | кропка | "
        "геалакацыя"
    ),
    Role.LAT: ("lat | latitude | широта | шырата"),
    Role.LON: ("lon | lng | long | longitude | долгота | даўгата"),
    Role.RADIUS_M: (
        "radius | radius m | accuracy | accuracy m | precision m | uncertainty m | радиус | "
        "точность | радыус | дакладнасць"
    ),
    Role.PLACE_WORDS: (
        "place | where | address | street | place text | place words | where did it happen | "
        "place of incident | location name | place name | location description | место | где | "
        "адрес | улица | место события | где произошло | место происшествия | месца | дзе | адрас "
        "| вуліца | месца падзеі | дзе адбылося"
    ),
    Role.TOWN: (
        "city | town | settlement | village | locality | municipality | место жительства события "
        "| город | населенный пункт | деревня | поселок | горад | населены пункт | вёска | веска"
    ),
    Role.LABELS: (
        "violation | violations | violation type | type of violation | violations committed | act "
        "| acts | type of incident | incident type | what was done | tags | category | categories "
        "| labels | нарушение | нарушения | тип нарушения | вид нарушения | категория | теги | "
        "что сделали | парушэнне | парушэнні | від парушэння | катэгорыя | што зрабілі"
    ),
    Role.ACTORS: (
        "perpetrator | perpetrators | by whom | who did it | who | unit | units | perpetrator "
        "units | force | forces | agency | actor | actors | responsible | исполнитель | "
        "исполнители | кто | кем | подразделение | виновные | силовики | кто это сделал | "
        "выканаўца | выканаўцы | хто | кім | падраздзяленне | сілавікі | хто гэта зрабіў"
    ),
    Role.VICTIMS: (
        "victim category | victims | victim type | number of victims | пострадавшие | категория "
        "пострадавших | число пострадавших | пацярпелыя | катэгорыя пацярпелых | колькасць "
        "пацярпелых"
    ),
    Role.INJURIES: (
        "injury | injuries | wounds | травма | травмы | раны | повреждения | пашкоджанні | раненні"
    ),
    Role.LINKS: (
        "link | links | video link | source link | source links | sources | media | evidence link "
        "| videos | ссылка | ссылки | ссылка на видео | источники | спасылка | спасылкі | крыніцы "
        "| спасылка на відэа"
    ),
    Role.URL: ("url | web page | page | record url | permalink | адрес страницы | адрас старонкі"),
    Role.CONSENT: (
        "consent | consents | permission | agree | согласие | согласен | разрешение | згода | дазвол"
    ),
    Role.DURATION_S: (
        "duration | duration s | length s | seconds | длительность | продолжительность | секунд | "
        "працягласць | секунды"
    ),
    Role.KIND: (
        "media type | recording kind | media kind | kind | тип записи | вид записи | тып запісу | від запісу"
    ),
    Role.EVIDENCE_KIND: (
        "evidence | evidence kind | evidence type | доказательство | вид доказательства | доказ | від доказу"
    ),
}
_SPLIT = re.compile(r"[^\w№]+|_+")
_NUMBERED = re.compile(r"^(?:q|в|п)?\d+[a-zа-я]? (?=\D)")
_CONSENT = ("consent", "согласи", "згод")


def plain(heading: str) -> str:
    """Return the plain words of a heading: small letters, one space, no number before them."""
    parts = _SPLIT.split(heading.casefold().replace("ё", "е"))
    return _NUMBERED.sub("", " ".join(part for part in parts if part))


_ROLES: Mapping[str, Role] = MappingProxyType(
    {plain(name): role for role, names in _NAMES.items() for name in names.split("|")}
)


def role_of(heading: str) -> Role | None:
    """Return what a column or question of this name tells, or None where no list knows it."""
    name = plain(heading)
    if name.startswith(_CONSENT):
        return Role.CONSENT
    return _ROLES.get(name)

"""The time zones of the United States by state, as IANA names.

Facts after 49 CFR part 71 and the notes of the IANA time zone database. A state that lies in two zones has
both; which of the two a town keeps is not said here.
"""

from collections.abc import Mapping

_EASTERN = "America/New_York"
_CENTRAL = "America/Chicago"
_MOUNTAIN = "America/Denver"
_PACIFIC = "America/Los_Angeles"

_ALIKE: Mapping[tuple[str, ...], str] = {
    (_EASTERN,): (
        "Connecticut, Delaware, District of Columbia, Georgia, Maine, Maryland, Massachusetts, "
        "New Hampshire, New Jersey, New York, North Carolina, Ohio, Pennsylvania, Rhode Island, "
        "South Carolina, Vermont, Virginia, Washington DC, West Virginia"
    ),
    (_CENTRAL,): (
        "Arkansas, Illinois, Iowa, Louisiana, Minnesota, Mississippi, Missouri, Oklahoma, Wisconsin"
    ),
    (_MOUNTAIN,): "Colorado, Montana, New Mexico, Utah, Wyoming",
    (_PACIFIC,): "California, Washington",
    (_CENTRAL, _EASTERN): "Alabama",
    (_EASTERN, _CENTRAL): "Florida, Kentucky, Tennessee",
    ("America/Indiana/Indianapolis", _CENTRAL): "Indiana",
    ("America/Detroit", _CENTRAL): "Michigan",
    (_CENTRAL, _MOUNTAIN): "Kansas, Nebraska, North Dakota, South Dakota, Texas",
    ("America/Boise", _PACIFIC): "Idaho",
    (_PACIFIC, "America/Boise"): "Oregon",
    (_PACIFIC, _MOUNTAIN): "Nevada",
    ("America/Phoenix", _MOUNTAIN): "Arizona",
    ("America/Anchorage", "America/Adak"): "Alaska",
    ("Pacific/Honolulu",): "Hawaii",
    ("America/Puerto_Rico",): "Puerto Rico",
    ("America/St_Thomas",): "US Virgin Islands",
    ("Pacific/Guam",): "Guam",
    ("Pacific/Saipan",): "Northern Mariana Islands",
    ("Pacific/Pago_Pago",): "American Samoa",
}

ZONES: Mapping[str, tuple[str, ...]] = {
    state.casefold(): zones for zones, states in _ALIKE.items() for state in states.split(", ")
}


def zones_of_state(state: str) -> tuple[str, ...]:
    """Return the zones of a state by its English name; none where no such state is known."""
    return ZONES.get(state.strip().casefold(), ())

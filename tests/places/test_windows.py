"""Windows: each place at the time that the words tell."""

from datetime import date
from zoneinfo import ZoneInfo

from crimebook.places.gazetteer import Gazetteer
from crimebook.places.windows import ReadWindow, read_windows
from crimebook.terms.windows import TimeBasis, WindowKind

MINSK = ZoneInfo("Europe/Minsk")


def read(gazetteer: Gazetteer, places: str, times: str, last: date | None = None) -> tuple[ReadWindow, ...]:
    return read_windows(
        places, times, towns="Minsk", first=date(2020, 8, 9), last=last, zone=MINSK, gazetteer=gazetteer
    )


def test_every_place_gets_the_time_and_keeps_its_words(gazetteer: Gazetteer) -> None:
    windows = read(gazetteer, "prospekt Pushkina; Zhodzina prison", "9-14.08.2020", date(2020, 8, 14))
    assert [each.place_words for each in windows] == ["prospekt Pushkina", "Zhodzina prison"]
    assert len({each.window.time for each in windows}) == 1
    assert {each.window.kind for each in windows} == {WindowKind.LASTING}
    assert all(each.window.time.is_bounded and each.window.reasons for each in windows)


def test_what_place_and_time_want_is_both_said(gazetteer: Gazetteer) -> None:
    (window,) = read(gazetteer, "nowhere known", "blue moon")
    assert "nowhere known" in str(window.window.wanting)
    assert any("blue moon" in str(each) for each in window.window.reasons)


def test_a_stated_time_is_stated(gazetteer: Gazetteer) -> None:
    (window,) = read(gazetteer, "", "")
    assert window.window.basis is TimeBasis.STATED
    assert window.window.is_placed

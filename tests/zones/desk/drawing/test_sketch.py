"""The map as a drawing."""

import pytest
from tests.zones.desk.cast import corner, recording_window, street, town

from crimebook.terms.places import LatLon, Place, Precision
from crimebook.zones.desk.drawing.ground import box_of
from crimebook.zones.desk.drawing.sketch import HEIGHT, WIDTH, Ground, Mark, draw_sketch, fit_projection

BOX = box_of([street()])
assert BOX is not None


def mark(key: str, place: Place, **differing: object) -> Mark:
    return Mark(key, "incident", key, place, **differing)  # type: ignore[arg-type]


def test_the_frame_holds_its_box_with_a_margin() -> None:
    projection = fit_projection(BOX)
    west, south, east, north = BOX
    for lon, lat in ((west, south), (east, north)):
        x, y = projection.point(lon, lat)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT


def test_north_is_up_and_east_is_right() -> None:
    projection = fit_projection(BOX)
    x, y = projection.point(projection.middle.lon + 0.001, projection.middle.lat + 0.001)
    assert x > WIDTH / 2
    assert y < HEIGHT / 2


def test_a_disc_has_its_radius_in_the_scale_of_the_bar() -> None:
    sketch = draw_sketch(BOX, [mark("a", corner(400.0))])
    metres_a_unit = sketch.scale.length_m / sketch.scale.width
    assert sketch.shapes[0].radius * metres_a_unit == pytest.approx(400.0, rel=0.02)


def test_a_street_is_drawn_as_a_path_and_a_camera_with_its_view() -> None:
    camera = recording_window()
    assert camera.place is not None
    shapes = draw_sketch(BOX, [mark("s", street()), mark("c", camera.place, view=camera.view)]).shapes
    by_key = {shape.mark.key: shape for shape in shapes}
    assert by_key["s"].lines.startswith("M")
    assert by_key["s"].view == ""
    assert by_key["c"].view.startswith("M")


def test_wide_discs_lie_beneath_and_the_page_s_own_on_top() -> None:
    marks = [mark("own", town(), sign="A"), mark("small", corner()), mark("wide", town())]
    assert [shape.mark.key for shape in draw_sketch(BOX, marks).shapes] == ["wide", "small", "own"]


def test_background_beyond_the_frame_is_left_out() -> None:
    far = Ground("river", (((10.0, 10.0), (10.1, 10.1)),))
    near = Ground("street", (((27.54, 53.912), (27.561, 53.9165)),))
    assert [kind for kind, _ in draw_sketch(BOX, [], [far, near]).ground] == ["street"]


def test_too_much_background_is_left_out() -> None:
    line = tuple((27.54 + index * 1e-6, 53.914) for index in range(7000))
    assert draw_sketch(BOX, [], [Ground("street", (line,))]).ground == ()


def test_a_single_point_still_has_a_scale() -> None:
    point = Place(LatLon(53.9, 27.56), 0.0, Precision.EXACT)
    box = box_of([point])
    assert box is not None
    assert draw_sketch(box, [mark("a", point)]).scale.length_m > 0

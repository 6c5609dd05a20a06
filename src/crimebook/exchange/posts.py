"""Posts of public channels: what was published when, with the lengths of videos. No texts.

Columns: ``id, channel, time_utc, media_type`` must be there; ``mime, duration_s, width, height, towns_auto,
streets_auto, topics_auto, ...`` may be. The place words were found by a machine: they are hints.
"""

from dataclasses import dataclass
from datetime import date, datetime

from crimebook.exchange.tables import Parsed, Row, Table, need, parse_table, read_field, read_optional
from crimebook.exchange.values import MAX_SPAN_S, amount_reader, instant_reader, read_count
from crimebook.terms.ids import ExternalId, check_external_id

REQUIRED = ("id", "channel", "time_utc", "media_type")
VIDEO = "video_file"
"""The media type of a video. A looping picture without sound is another type and counts as a post."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as its channel published it. ``duration_s`` is None where there is no video."""

    row: Row
    external_id: ExternalId
    channel: str
    posted_at: datetime
    media_type: str
    is_video: bool
    duration_s: float | None
    width_px: int | None
    height_px: int | None
    towns: str
    streets: str


def parse_posts(content: Table, *, today: date) -> Parsed[PostRow]:
    """Read a file of posts."""
    read_instant = instant_reader(today)

    def parse_row(row: Row) -> PostRow:
        media_type = need(row, "media_type")
        return PostRow(
            row=row,
            external_id=read_field(row, "id", check_external_id),
            channel=need(row, "channel"),
            posted_at=read_field(row, "time_utc", read_instant),
            media_type=media_type,
            is_video=media_type == VIDEO,
            duration_s=read_optional(row, "duration_s", amount_reader(MAX_SPAN_S)),
            width_px=read_optional(row, "width", read_count),
            height_px=read_optional(row, "height", read_count),
            towns=row["towns_auto"],
            streets=row["streets_auto"],
        )

    return parse_table(
        content, required=REQUIRED, parse_row=parse_row, identify=lambda post: post.external_id
    )

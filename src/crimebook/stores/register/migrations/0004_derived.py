"""Derived columns of the rows that were there before, and the triggers of all tables."""

from typing import Any

from django.db import migrations

from crimebook.stores.register.append_only import create_triggers
from crimebook.terms.script import fold

STEP = 2000
KEY_CHARACTERS = 200


def _fill(apps: Any, _editor: Any) -> None:
    # Imported here: the settings of a book may not be there when migrations are only read.
    from crimebook.stores.register.zone import book_zone

    zone = book_zone()
    windows, incidents, recordings = (
        apps.get_model("register", name).objects for name in ("Window", "Incident", "Recording")
    )
    live: dict[str, dict[int, list[Any]]] = {"incident": {}, "recording": {}}
    for row in windows.order_by("id").iterator(STEP):
        windows.filter(pk=row.pk).update(words_key=fold(row.place_words)[:KEY_CHARACTERS])
        if row.superseded_at_change is None:
            for subject, owners in live.items():
                if getattr(row, f"{subject}_id") is not None:
                    owners.setdefault(getattr(row, f"{subject}_id"), []).append(row)
    for pk, rows in live["incident"].items():
        starts = [row.earliest_start for row in rows if row.earliest_start is not None]
        incidents.filter(pk=pk).update(
            first_start=min(starts, default=None),
            day=min(starts).astimezone(zone).date().isoformat() if starts else "",
            wants_place=any(row.wanting is not None for row in rows),
        )
    for pk, rows in live["recording"].items():
        recordings.filter(pk=pk).update(
            is_placed=any(row.precision not in {"", "country"} for row in rows), basis=rows[0].basis
        )


def _install(_apps: Any, editor: Any) -> None:
    create_triggers(editor)


class Migration(migrations.Migration):
    """Fill what is derived, then bind the tables again."""

    dependencies = (("register", "0003_breadth"),)
    operations = (
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.RunPython(_install, migrations.RunPython.noop),
    )

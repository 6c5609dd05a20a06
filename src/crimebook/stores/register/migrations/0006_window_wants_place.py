"""A window says whether it is its place that a person must settle: what it wants may be about its time."""

from typing import Any

from django.db import migrations, models

from crimebook.stores.register.append_only import KEPT_BUT, create_triggers, drop_triggers

_TABLE = "register_window"


def _free(_apps: Any, editor: Any) -> None:
    drop_triggers(editor, (_TABLE,))


def _fill(apps: Any, _editor: Any) -> None:
    """Take every want for one of a place; reading the words again tells the two apart."""
    windows = apps.get_model("register", "Window").objects
    windows.filter(superseded_at_change__isnull=True, wanting__isnull=False).update(wants_place=True)


def _bind(_apps: Any, editor: Any) -> None:
    create_triggers(editor, (), {_TABLE: KEPT_BUT[_TABLE]})


class Migration(migrations.Migration):
    """The column, and an index of the words of unsolved places in the stead of that of all wants."""

    dependencies = (("register", "0005_papers"),)
    operations = (
        migrations.RunPython(_free, migrations.RunPython.noop),
        migrations.AddField("window", "wants_place", models.BooleanField(default=False)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.RemoveIndex("window", "window_wanting"),
        migrations.AddIndex(
            "window",
            models.Index(
                fields=("words_key", "town_key", "incident"),
                name="window_wants_place",
                condition=models.Q(superseded_at_change__isnull=True, wants_place=True),
            ),
        ),
        migrations.RunPython(_bind, migrations.RunPython.noop),
    )

"""What is learnt of clocks and of posting, and what recordings tell of both."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Left

from crimebook.stores.register.append_only import create_triggers

_KEPT = ("register_learnt",)


def _keep(_apps: Any, editor: Any) -> None:
    create_triggers(editor, _KEPT, {})


def _name_cameras(apps: Any, _editor: Any) -> None:
    """Name what imports before this one named only by a title; as `work.importing.media` does now."""
    rows = apps.get_model("register", "Recording").objects.filter(kind="fixed_camera", basis="clock")
    rows.filter(camera="", title__regex=r"[0-9]").update(camera=Left("title", 200))


class Migration(migrations.Migration):
    """One table, kept as it is written, and three columns of recordings."""

    dependencies = [("register", "0011_match_verdicts")]

    operations = [
        migrations.CreateModel(
            name="Learnt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("camera", models.CharField(default="", max_length=200)),
                ("values", models.JSONField(default=dict)),
                ("origins", models.JSONField(default=list)),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("change", models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="recording",
            name="camera",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="recording",
            name="clock_ahead_s",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="recording",
            name="posted_after_s",
            field=models.FloatField(null=True),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(
                condition=models.Q(("camera", ""), _negated=True),
                fields=["source", "camera"],
                name="recording_camera",
            ),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(
                condition=models.Q(("posted_after_s__isnull", False)),
                fields=["posted_after_s"],
                name="recording_posted_after",
            ),
        ),
        migrations.AddField(
            model_name="learnt",
            name="source",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="register.source"
            ),
        ),
        migrations.AddIndex(
            model_name="learnt",
            index=models.Index(fields=["kind", "source", "camera", "-id"], name="learnt_newest"),
        ),
        migrations.AddConstraint(
            model_name="learnt",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["clock", "lag"])), name="learnt_kind"
            ),
        ),
        migrations.RunPython(_keep, migrations.RunPython.noop),
        migrations.RunPython(_name_cameras, migrations.RunPython.noop),
    ]

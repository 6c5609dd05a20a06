"""The instant at which a recording shows it, recorders of radio traffic, and clocks read from files."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from crimebook.stores.register.append_only import create_triggers, drop_triggers

_REBUILT = ("register_learnt", "register_matchverdict")
_KEPT = (*_REBUILT, "register_clockreading")


def _loosen(_apps: Any, editor: Any) -> None:
    drop_triggers(editor, _REBUILT)


def _keep(_apps: Any, editor: Any) -> None:
    create_triggers(editor, _KEPT, {})


class Migration(migrations.Migration):
    """One table, kept as it is written, and three columns."""

    dependencies = [("register", "0013_second_looks")]

    operations = [
        migrations.RunPython(_loosen, migrations.RunPython.noop),
        migrations.CreateModel(
            name="ClockReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("camera", models.CharField(max_length=200)),
                ("read_from", models.CharField(max_length=16)),
                ("file_digest", models.CharField(max_length=64)),
                ("shown", models.CharField(default="", max_length=40)),
                ("gps_at", models.DateTimeField(null=True)),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("change", models.BigIntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="register.source"
                    ),
                ),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="taken_back_by",
                        to="register.clockreading",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source", "camera", "id"], name="clock_reading_of_camera"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("read_from__in", ["film", "photograph", "withdrawn"])),
                        name="clock_reading_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("gps_at__isnull", True),
                                ("read_from", "withdrawn"),
                                ("takes_back__isnull", False),
                            ),
                            models.Q(
                                models.Q(("read_from", "withdrawn"), _negated=True),
                                ("gps_at__isnull", False),
                                ("takes_back__isnull", True),
                                models.Q(("shown", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="clock_reading_whole",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="learnt", name="learnt_kind"),
        migrations.AddConstraint(
            model_name="learnt",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["clock", "lag", "recorder", "run"])), name="learnt_kind"
            ),
        ),
        migrations.AddField(
            model_name="communication", name="clock_ahead_s", field=models.FloatField(null=True)
        ),
        migrations.AddField(
            model_name="communication",
            name="recorder",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="matchverdict", name="seen_at_s", field=models.PositiveIntegerField(null=True)
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("recorder", ""), _negated=True),
                fields=["source", "recorder"],
                name="communication_recorder",
            ),
        ),
        migrations.RunPython(_keep, migrations.RunPython.noop),
    ]

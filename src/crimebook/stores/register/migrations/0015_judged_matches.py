"""The queue of matches without those that were judged: what was said first stood at its head for ever."""

from typing import Any

from django.db import migrations, models


def _mark(apps: Any, _editor: Any) -> None:
    words = apps.get_model("register", "MatchVerdict").objects.filter(taken_back_by__isnull=True)
    pairs = words.exclude(verdict="withdrawn").values_list("incident_id", "recording_id", "communication_id")
    matches = apps.get_model("register", "Match").objects
    for incident, recording, message in pairs.distinct().iterator(2_000):
        seen = {"other__recording_id": recording} if recording else {"other__communication_id": message}
        matches.filter(incident_id=incident, **seen).update(is_judged=True)


class Migration(migrations.Migration):
    """One column, filled from what people said, and an index of the rest."""

    dependencies = [("register", "0014_instants_and_readings")]

    operations = [
        migrations.AddField("match", "is_judged", models.BooleanField(default=False, db_default=False)),
        migrations.RunPython(_mark, migrations.RunPython.noop),
        migrations.RemoveIndex("match", "match_queue"),
        migrations.AddIndex(
            "match",
            models.Index(
                condition=models.Q(("is_judged", False)),
                fields=["-is_placed", "-score_bits", "incident"],
                name="match_queue",
            ),
        ),
    ]

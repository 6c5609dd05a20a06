"""A relation between units whose source comes back to earlier words of its stands again, in a row of its own."""

from typing import Any

from django.db import migrations, models

from crimebook.stores.register.append_only import create_triggers, drop_triggers


def _loosen(_apps: Any, editor: Any) -> None:
    drop_triggers(editor, ("register_unitrelation",))


def _tighten(_apps: Any, editor: Any) -> None:
    create_triggers(editor)


class Migration(migrations.Migration):
    """One citation says a relation once among those that stand."""

    dependencies = [
        ("register", "0009_identities_kept"),
    ]

    operations = [
        migrations.RunPython(_loosen, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="unitrelation", name="unit_relation_once"),
        migrations.AddConstraint(
            model_name="unitrelation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at_change__isnull", True)),
                fields=("child", "parent", "kind", "time", "citation"),
                name="unit_relation_once",
            ),
        ),
        migrations.RunPython(_tighten, migrations.RunPython.noop),
    ]

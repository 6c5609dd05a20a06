"""Consent remembers the row that told it; an order always has an answer."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from crimebook.stores.register.append_only import create_triggers, drop_triggers

_TABLE = "register_consent"


def _free(_apps: Any, editor: Any) -> None:
    drop_triggers(editor, (_TABLE,))


def _bind(_apps: Any, editor: Any) -> None:
    create_triggers(editor, (_TABLE,), {})


class Migration(migrations.Migration):
    """Columns of consent, with its triggers off meanwhile, and the constraint of orders."""

    dependencies = (("register", "0004_derived"),)
    operations = (
        migrations.RunPython(_free, migrations.RunPython.noop),
        migrations.AddField(
            "consent",
            "told_in",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents_told",
                to="register.citation",
            ),
        ),
        migrations.AddField("consent", "is_invented", models.BooleanField(default=False)),
        migrations.RunPython(_bind, migrations.RunPython.noop),
        migrations.AlterField("order", "answer", models.CharField(default="unknown", max_length=64)),
        migrations.AddConstraint(
            "order",
            models.CheckConstraint(
                condition=models.Q(("answer", ""), _negated=True),
                name="order_answer",
            ),
        ),
    )

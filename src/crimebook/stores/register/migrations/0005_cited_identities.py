"""Identities that imports bring, sealed to custodians beside the words they belong to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = (("register", "0004_receipt_proofs"),)
    operations = (
        migrations.CreateModel(
            "CitedIdentity",
            (
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("report", models.CharField(max_length=64, unique=True)),
                ("sealed", models.BinaryField()),
                (
                    "citation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identity",
                        to="register.citation",
                    ),
                ),
            ),
        ),
    )

"""By which policy the proof in a report's mailbox holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column of reports."""

    dependencies = (("register", "0003_on_postgresql"),)
    operations = (
        migrations.AddField(
            "report", "proof_policy", models.CharField(max_length=64, default="", db_default="")
        ),
    )

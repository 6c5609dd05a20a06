"""The day on which the first slot of a report's mailbox was last signed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; a mailbox of before is dated by the next run."""

    dependencies = (("register", "0005_cited_identities"),)
    operations = (migrations.AddField("Report", "dated_on", models.DateField(null=True)),)

"""A leg of a detention says what it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = (("register", "0006_window_wants_place"),)
    operations = (migrations.AddField("detentionleg", "step", models.CharField(default="", max_length=64)),)

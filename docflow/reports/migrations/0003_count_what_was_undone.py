"""What was undone leaves the rates: registrations struck out, tasks returned or taken back."""

from django.db import migrations, models
from django.db.models import F


def say_since_when(apps, schema_editor):
    """Nothing was undone so far: each arrival counts since it was registered."""
    arrivals = apps.get_model("reports", "CountedArrival")._default_manager
    arrivals.filter(at__isnull=False).update(since=F("at"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_sums_by_half_month")]

    operations = [
        migrations.AddField(
            "countedarrival",
            "since",
            models.DateTimeField(
                null=True, help_text="when it was last registered or struck out"
            ),
        ),
        migrations.AddField(
            "countedarrival",
            "void_at",
            models.DateTimeField(null=True, help_text="its registration was undone"),
        ),
        migrations.AddField(
            "countedtask",
            "void_at",
            models.DateTimeField(null=True, help_text="it was returned or taken back"),
        ),
        migrations.RunPython(say_since_when, migrations.RunPython.noop),
    ]

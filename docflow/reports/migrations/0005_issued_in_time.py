"""Issuing is judged by its deadline; earlier entries do not say it, and all sums are made anew."""

from datetime import UTC, datetime

from django.db import migrations, models


def sum_anew(apps, editor):
    """There are no sums of the new rate yet."""
    halves = set(
        apps.get_model("reports", "RateSum").objects.values_list("unit", "first").distinct()
    )
    apps.get_model("reports", "RateSum").objects.all().delete()
    stale, now = apps.get_model("reports", "StaleSum"), datetime.now(UTC)
    stale.objects.bulk_create(
        [stale(unit=unit, first=first, since=now) for unit, first in sorted(halves)],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["unit", "first"],
        update_fields=["since"],
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_keep_the_first_deadline")]

    operations = [
        migrations.AddField(
            "counteddocument",
            "due",
            models.DateTimeField(null=True, help_text="until when it was to be issued"),
        ),
        migrations.RunPython(sum_anew, migrations.RunPython.noop),
    ]

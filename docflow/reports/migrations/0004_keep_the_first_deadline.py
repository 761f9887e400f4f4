"""Tasks are judged by their first deadline too; what was counted so far was never extended."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models import F


def take_over(apps, editor):
    """The first deadline is the only one there was; all sums are made anew with the new rate."""
    apps.get_model("reports", "CountedTask").objects.update(first_due=F("due"))
    apps.get_model("reports", "RateSum").objects.all().delete()
    halves = set()
    for name in ("CountedDelivery", "CountedArrival", "CountedDocument", "CountedTask"):
        rows = apps.get_model("reports", name).objects.filter(day__isnull=False, unit__isnull=False)
        for unit, day in rows.order_by().values_list("unit", "day").distinct():
            halves.add((unit, day.replace(day=15 if day.day >= 15 else 1)))
    stale, now = apps.get_model("reports", "StaleSum"), datetime.now(UTC)
    stale.objects.bulk_create(
        [stale(unit=unit, first=first, since=now) for unit, first in sorted(halves)],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["unit", "first"],
        update_fields=["since"],
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_count_what_was_undone")]

    operations = [
        migrations.AddField("countedtask", "first_due", models.DateTimeField(null=True)),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]

"""The sender beside the document, so that a desk needs no join; filled for what is there."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, editor):
    Document = apps.get_model("documents", "Document")
    holder = Document.objects.filter(pk=OuterRef("document_id")).values("unit")
    apps.get_model("exchange", "Delivery").objects.update(unit=Subquery(holder))


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_begin_documents"),
        ("units", "0001_begin_units"),
        ("exchange", "0001_begin_exchange"),
    ]

    operations = [
        migrations.AddField(
            "delivery",
            "unit",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
            ),
        ),
        migrations.AddField("delivery", "acknowledged_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

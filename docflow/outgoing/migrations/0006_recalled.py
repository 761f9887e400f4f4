
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0006_mending_and_recalls'),
        ('outgoing', '0005_order_initials_and_opinions'),
        ('people', '0004_delegations_absences_and_alerts'),
        ('units', '0001_begin_units'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='outgoing',
            name='outgoing_still_open',
        ),
        migrations.AlterField(
            model_name='outgoing',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('initialling', 'waiting for initials'), ('format_check', 'waiting for the format check'), ('signing', 'waiting for signature'), ('signed', 'signed, waiting for a number'), ('numbered', 'numbered, waiting for the seal'), ('sealed', 'sealed, ready to issue'), ('issued', 'issued'), ('returned', 'returned'), ('withdrawn', 'withdrawn'), ('cancelled', 'cancelled'), ('recalled', 'recalled')], default='draft', max_length=50, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='outgoing',
            index=models.Index(condition=models.Q(('state__in', ['issued', 'cancelled', 'recalled']), _negated=True), fields=['unit', 'state'], name='outgoing_still_open'),
        ),
    ]

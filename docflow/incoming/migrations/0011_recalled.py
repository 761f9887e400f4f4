
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0006_mending_and_recalls'),
        ('incoming', '0010_tasks_by_day'),
        ('units', '0001_begin_units'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='incoming',
            name='incoming_still_open',
        ),
        migrations.AlterField(
            model_name='incoming',
            name='state',
            field=models.CharField(choices=[('arrived', 'arrived, being checked'), ('verified', 'checked, waiting to be registered'), ('verify_failed', 'check failed, to be returned'), ('registered', 'registered'), ('submitted', 'submitted, waiting for the directive'), ('returned_inside', 'returned to the office'), ('assigned', 'assigned'), ('in_progress', 'in progress'), ('done', 'done'), ('on_hold', 'on hold'), ('filed', 'filed'), ('refused', 'refused'), ('merged', 'merged into a known document'), ('recalled', 'cancelled on recall')], default='arrived', max_length=50, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='incoming',
            index=models.Index(condition=models.Q(('state__in', ['done', 'filed', 'refused', 'merged', 'recalled']), _negated=True), fields=['unit', 'state'], name='incoming_still_open'),
        ),
    ]


import django.db.models.deletion
import docflow.clock
import docflow.identity
import docflow.lifecycle
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0006_mending_and_recalls'),
        ('exchange', '0007_recalled'),
        ('people', '0004_delegations_absences_and_alerts'),
        ('units', '0001_begin_units'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='units.unit')),
                ('agrees_at_once', models.BooleanField(default=False)),
                ('chosen_at', models.DateTimeField(default=docflow.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment')),
            ],
        ),
        migrations.CreateModel(
            name='Recall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=docflow.identity.new_uid, editable=False, unique=True)),
                ('due', models.DateTimeField(default=docflow.clock.wall, null=True, verbose_name='next try')),
                ('lease', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='tries')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('state', models.CharField(choices=[('waiting', 'waiting to be sent'), ('asked', 'asked (13)'), ('paper_out', 'the paper is asked back'), ('returned', 'given back (15)'), ('refused', 'refused (16)'), ('unsent', 'never sent')], default='waiting', max_length=50, verbose_name='state')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('asked_at', models.DateTimeField(default=docflow.clock.now)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, help_text='as the recipient says', max_length=150)),
                ('answer_reason', models.CharField(blank=True, max_length=500)),
                ('paper_back_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recalls', to='exchange.delivery')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due__isnull', False)), fields=['due'], name='recalls_that_wait')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'asked', 'paper_out'])), fields=('delivery',), name='a_recipient_is_asked_once_at_a_time')],
            },
            bases=(docflow.lifecycle.Stateful, docflow.identity.Labelled, models.Model),
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=docflow.identity.new_uid, editable=False, unique=True)),
                ('lease', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='tries')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('state', models.CharField(choices=[('asked', 'asked to give back'), ('agreed', 'agreed and cancelled'), ('refused', 'refused to give back')], default='asked', max_length=50, verbose_name='state')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('asked_by', models.CharField(max_length=150)),
                ('asked_at', models.DateTimeField(default=docflow.clock.now)),
                ('deadline', models.DateTimeField(verbose_name='deadline')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer_reason', models.CharField(blank=True, max_length=500)),
                ('automatic', models.BooleanField(default=False, help_text="by the unit's standing answer")),
                ('digests', models.JSONField(default=list)),
                ('due', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment')),
                ('received', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recall_requests', to='documents.document')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['unit', 'deadline'], name='requests_to_answer'), models.Index(condition=models.Q(('due__isnull', False)), fields=['due'], name='recall_answers_that_wait')],
            },
            bases=(docflow.lifecycle.Stateful, docflow.identity.Labelled, models.Model),
        ),
    ]

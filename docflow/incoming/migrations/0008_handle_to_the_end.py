"""Handling to the end: holds, parts, extensions, urges, handing over, filing."""

import django.db.models.deletion
import docflow.clock
import docflow.identity
import docflow.lifecycle
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_copies_marks_and_loans'),
        ('incoming', '0007_pass_on_and_back'),
        ('people', '0003_tokens_are_confirmed'),
        ('units', '0001_begin_units'),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=docflow.identity.new_uid, editable=False, unique=True)),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('allowed', 'allowed'), ('refused', 'refused'), ('lapsed', 'no longer needed')], default='asked', max_length=50, verbose_name='state')),
                ('asked_at', models.DateTimeField(default=docflow.clock.now)),
                ('due_before', models.DateTimeField()),
                ('due', models.DateTimeField()),
                ('reason', models.CharField(max_length=500)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, max_length=500)),
            ],
            bases=(docflow.lifecycle.Stateful, docflow.identity.Labelled, models.Model),
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateTimeField(default=docflow.clock.wall, null=True, verbose_name='next try')),
                ('lease', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='tries')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('until', models.DateField()),
                ('reason', models.CharField(max_length=500)),
                ('at', models.DateTimeField(default=docflow.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=4000)),
                ('at', models.DateTimeField(default=docflow.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Urge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=docflow.clock.now)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('report', models.CharField(blank=True, max_length=1000)),
                ('reported_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='assignment',
            name='exactly_one_lead_at_each_level',
        ),
        migrations.RemoveIndex(
            model_name='incoming',
            name='incoming_still_open',
        ),
        migrations.AlterField(
            model_name='assignment',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('done', 'done'), ('noted', 'taken note of'), ('contributed', 'part given'), ('closed', 'closed with the lead'), ('handed_over', 'handed over'), ('returned', 'returned'), ('taken_back', 'taken back')], max_length=20),
        ),
        migrations.AddField(
            model_name='assignment',
            name='replaces',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='incoming.assignment'),
        ),
        migrations.AddField(
            model_name='incoming',
            name='kept_at',
            field=models.CharField(blank=True, help_text='where it is filed', max_length=500),
        ),
        migrations.AddField(
            model_name='incoming',
            name='result',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AlterField(
            model_name='incoming',
            name='state',
            field=models.CharField(choices=[('arrived', 'arrived, being checked'), ('verified', 'checked, waiting to be registered'), ('verify_failed', 'check failed, to be returned'), ('registered', 'registered'), ('submitted', 'submitted, waiting for the directive'), ('returned_inside', 'returned to the office'), ('assigned', 'assigned'), ('in_progress', 'in progress'), ('done', 'done'), ('on_hold', 'on hold'), ('filed', 'filed'), ('refused', 'refused'), ('merged', 'merged into a known document')], default='arrived', max_length=50, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('done_at__isnull', False), ('level', 1), ('role', 'lead')), fields=['addressee', '-done_at'], name='tasks_followed_to_the_end'),
        ),
        migrations.AddIndex(
            model_name='incoming',
            index=models.Index(condition=models.Q(('state__in', ['done', 'filed', 'refused', 'merged']), _negated=True), fields=['unit', 'state'], name='incoming_still_open'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'lead'), models.Q(('ended_as__in', ['handed_over', 'returned', 'taken_back']), _negated=True)), fields=('arrival', 'level'), name='exactly_one_lead_at_each_level'),
        ),
        migrations.AddField(
            model_name='extension',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='extension',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='extension',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='incoming.assignment'),
        ),
        migrations.AddField(
            model_name='holding',
            name='arrival',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holdings', to='incoming.incoming'),
        ),
        migrations.AddField(
            model_name='holding',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='part',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='part',
            name='file',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='part', to='documents.attachment'),
        ),
        migrations.AddField(
            model_name='part',
            name='task',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='part', to='incoming.assignment'),
        ),
        migrations.AddField(
            model_name='urge',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='urge',
            name='reporter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='urge',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='urges', to='incoming.assignment'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('task',), name='one_extension_is_asked_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('due__gt', models.F('due_before'))), name='an_extension_is_later'),
        ),
        migrations.AddIndex(
            model_name='holding',
            index=models.Index(condition=models.Q(('due__isnull', False)), fields=['due'], name='holdings_that_wait'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('arrival',), name='a_document_is_on_hold_once'),
        ),
        migrations.AddIndex(
            model_name='urge',
            index=models.Index(condition=models.Q(('reported_at__isnull', True)), fields=['task'], name='urges_without_a_report'),
        ),
    ]

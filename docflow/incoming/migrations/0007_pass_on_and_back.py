"""Proposals of the office; tasks that end without being done; what came once more."""


import django.db.models.deletion
import docflow.clock
import docflow.identity
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incoming', '0006_index_what_is_followed_up'),
        ('people', '0003_tokens_are_confirmed'),
        ('units', '0001_begin_units'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=docflow.identity.new_uid, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('summary', models.CharField(max_length=1000)),
                ('due', models.DateTimeField(verbose_name='deadline')),
                ('submitted_at', models.DateTimeField(default=docflow.clock.now)),
                ('outcome', models.CharField(blank=True, choices=[('', 'waiting for the leader'), ('accepted', 'accepted'), ('changed', 'assigned otherwise'), ('returned', 'returned'), ('taken_back', 'taken back')], max_length=20)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
            ],
            bases=(docflow.identity.Labelled, models.Model),
        ),
        migrations.CreateModel(
            name='ProposedTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead', 'lead'), ('collaborator', 'co-ordinating'), ('for_information', 'for information')], max_length=20)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='assignment',
            name='exactly_one_lead_at_each_level',
        ),
        migrations.AddField(
            model_name='assignment',
            name='ended_as',
            field=models.CharField(blank=True, choices=[('returned', 'returned'), ('taken_back', 'taken back')], max_length=20),
        ),
        migrations.AddField(
            model_name='assignment',
            name='ended_reason',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='assignment',
            name='given_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='given_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='incoming',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='incoming.incoming'),
        ),
        migrations.AddField(
            model_name='incoming',
            name='return_reason',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name='incoming',
            name='state',
            field=models.CharField(choices=[('arrived', 'arrived, being checked'), ('verified', 'checked, waiting to be registered'), ('verify_failed', 'check failed, to be returned'), ('registered', 'registered'), ('submitted', 'submitted, waiting for the directive'), ('returned_inside', 'returned to the office'), ('assigned', 'assigned'), ('in_progress', 'in progress'), ('done', 'done'), ('refused', 'refused'), ('merged', 'merged into a known document')], default='arrived', max_length=50, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_as', ''), ('role', 'lead')), fields=('arrival', 'level'), name='exactly_one_lead_at_each_level'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='arrival',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='incoming.incoming'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='proposedtask',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.appointment'),
        ),
        migrations.AddField(
            model_name='proposedtask',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='incoming.proposal'),
        ),
        migrations.AddField(
            model_name='proposedtask',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('arrival', 'number'), name='proposals_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('arrival',), name='one_proposal_waits'),
        ),
        migrations.AddConstraint(
            model_name='proposedtask',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'lead')), fields=('proposal',), name='one_lead_is_proposed'),
        ),
    ]

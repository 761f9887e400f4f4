
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0005_facts_of_register_entries'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mending',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mends', serialize=False, to='documents.document')),
                ('kind', models.CharField(choices=[('replaces', 'replaces'), ('amends', 'amends'), ('corrects', 'corrects')], max_length=10)),
                ('exchange_id', models.UUIDField(db_index=True)),
                ('code', models.CharField(max_length=80)),
                ('issued_on', models.DateField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='document',
            name='recalled_at',
            field=models.DateTimeField(help_text='nothing changes from here on', null=True),
        ),
    ]

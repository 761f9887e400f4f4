
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0006_order_what_is_in_trouble'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('pending', 'waiting to be sent'), ('sent', 'sent'), ('delivered', 'arrived (01)'), ('refused', 'refused (02)'), ('registered', 'registered (03)'), ('assigned', 'assigned (04)'), ('in_progress', 'in progress (05)'), ('completed', 'completed (06)'), ('failed', 'not delivered'), ('on_paper', 'sent on paper'), ('recalled', 'recalled (15)'), ('called_off', 'taken back before it was sent')], default='pending', max_length=50, verbose_name='state'),
        ),
    ]

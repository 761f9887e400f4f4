"""The tasks of a unit or a post in a period are found without reading all there ever were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incoming", "0009_when_a_task_was_given")]

    operations = [
        migrations.AddIndex(
            "assignment",
            models.Index(fields=["unit", "role", "given_at"], name="tasks_of_a_unit_by_day"),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(fields=["person", "role", "given_at"], name="tasks_of_a_post_by_day"),
        ),
    ]

"""What the clerk adds to a line of a register by hand, and books of councils."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_folders_and_holds")]

    operations = [
        migrations.AddField(
            "register",
            "body",
            models.CharField(
                blank=True,
                help_text="abbreviation of the council whose papers alone it takes",
                max_length=20,
            ),
        ),
        migrations.AddField(
            "registerentry", "copies", models.PositiveSmallIntegerField(null=True)
        ),
        migrations.AddField("registerentry", "pages", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(
            "registerentry", "kept_by", models.CharField(blank=True, max_length=200)
        ),
        migrations.AddField(
            "registerentry", "received_by", models.CharField(blank=True, max_length=200)
        ),
        migrations.AddField("registerentry", "received_on", models.DateField(null=True)),
        migrations.AddField(
            "registerentry", "remark", models.CharField(blank=True, max_length=500)
        ),
        migrations.AddIndex(
            "registerentry",
            models.Index(fields=["register", "given"], name="numbers_of_a_book_by_day"),
        ),
    ]

"""Comments that were made one keep leading somewhere, each by its own number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0013_positions_and_roles")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="joined",
            field=models.TextField(blank=True, verbose_name="comments joined to it"),
        ),
    ]

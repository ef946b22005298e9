"""An article may have several captures, and a settled entry says so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_names_written_together"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="settled",
            field=models.BooleanField(db_index=True, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="capture",
            name="address",
            field=models.TextField(blank=True, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="capture",
            name="article",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="captures",
                to="archive.article",
                verbose_name="article",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="captured_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="captured"),
        ),
        migrations.AddField(
            model_name="capture",
            name="captured_basis",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "unknown"),
                    ("stated", "as its container says"),
                    ("file", "when its file was last changed"),
                ],
                max_length=6,
                verbose_name="basis of the time of capture",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="container",
            field=models.CharField(blank=True, max_length=255, verbose_name="container"),
        ),
        migrations.AddField(
            model_name="capture",
            name="identity",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name="capture",
            name="locator",
            field=models.TextField(blank=True, verbose_name="place in the container"),
        ),
        migrations.AddField(
            model_name="comment",
            name="reply_to",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="reply to"),
        ),
        migrations.AddField(
            model_name="keyword",
            name="settled",
            field=models.BooleanField(db_index=True, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="source",
            name="settled",
            field=models.BooleanField(db_index=True, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="article",
            name="capture",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="archive.capture",
                verbose_name="capture",
            ),
        ),
    ]

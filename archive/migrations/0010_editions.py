"""Which articles are editions of one another."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def unsettle(apps, schema_editor):
    """Let the next import compare all that is there."""
    apps.get_model("archive", "Article").objects.using(schema_editor.connection.alias).update(
        settled=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0009_authors_and_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="group",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=12),
        ),
        migrations.CreateModel(
            name="Band",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.PositiveIntegerField(db_index=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bands",
                        to="archive.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "band",
                "verbose_name_plural": "bands",
            },
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "similarity",
                    models.FloatField(default=0.0, editable=False, verbose_name="similarity"),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not decided"),
                            ("same", "the same article"),
                            ("edition", "editions of one article"),
                            ("different", "different articles"),
                        ],
                        db_index=True,
                        max_length=9,
                        verbose_name="decision",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="decided"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.article",
                        verbose_name="first article",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.article",
                        verbose_name="second article",
                    ),
                ),
            ],
            options={
                "verbose_name": "likeness",
                "verbose_name_plural": "likenesses",
                "ordering": ("-similarity", "first", "second"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("first", "second"), name="likeness_once_per_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="likeness_in_order",
                    ),
                ],
            },
        ),
        migrations.RunPython(unsettle, migrations.RunPython.noop),
    ]

"""What the curators' desk keeps: imports, pseudonyms, who raised a flag and when, what is sealed."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0011_states_and_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="started"
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="finished"
                    ),
                ),
                (
                    "origin",
                    models.TextField(blank=True, editable=False, verbose_name="what was imported"),
                ),
                (
                    "created",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="new"),
                ),
                (
                    "updated",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="changed"),
                ),
                (
                    "unchanged",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="as before"
                    ),
                ),
                (
                    "failed",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="failed"),
                ),
                ("problems", models.JSONField(default=list, editable=False)),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ("-started_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Pseudonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="name as printed")),
                ("key", models.CharField(editable=False, max_length=255, unique=True)),
                ("shown_as", models.CharField(max_length=255, verbose_name="shown as")),
            ],
            options={
                "verbose_name": "pseudonym",
                "verbose_name_plural": "pseudonyms",
                "ordering": ("name",),
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": (
                    ("draft_article", "Can keep articles as drafts"),
                    ("publish_article", "Can publish articles"),
                    ("hide_article", "Can hide articles"),
                    ("take_down_article", "Can take articles down, and seal their captures"),
                    ("view_sealed_article", "Can see captures that are sealed"),
                ),
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
        ),
        migrations.AlterModelOptions(
            name="comment",
            options={
                "ordering": ("position", "number"),
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
            },
        ),
        migrations.AddField(
            model_name="article",
            name="sealed",
            field=models.BooleanField(default=False, editable=False, verbose_name="capture sealed"),
        ),
        migrations.AddField(
            model_name="article",
            name="withdrawal",
            field=models.TextField(
                blank=True,
                help_text="Readers who come to its address are told this.",
                verbose_name="why it is shown no more",
            ),
        ),
        migrations.AddField(
            model_name="authoralias",
            name="reason",
            field=models.CharField(blank=True, max_length=255, verbose_name="why it leads there"),
        ),
        migrations.AddField(
            model_name="comment",
            name="position",
            field=models.PositiveIntegerField(blank=True, default=0, verbose_name="position"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="flag",
            name="raised_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="raised"
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="raised_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="raised by",
            ),
        ),
        migrations.AddField(
            model_name="keywordalias",
            name="reason",
            field=models.CharField(blank=True, max_length=255, verbose_name="why it leads there"),
        ),
        migrations.AddField(
            model_name="sourcealias",
            name="reason",
            field=models.CharField(blank=True, max_length=255, verbose_name="why it leads there"),
        ),
        migrations.AlterField(
            model_name="flag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("title_unsure", "Title unsure"),
                    ("body_missing", "Body missing"),
                    ("body_unsure", "Body unsure"),
                    ("date_missing", "Date missing"),
                    ("date_unsure", "Date unsure"),
                    ("date_inferred", "Date inferred"),
                    ("date_converted", "Date converted"),
                    ("date_relative", "Date relative"),
                    ("date_unread", "Date not read"),
                    ("date_ambiguous", "Date ambiguous"),
                    ("weekday_disagrees", "Weekday disagrees"),
                    ("calendars_disagree", "Calendars disagree"),
                    ("source_missing", "Source missing"),
                    ("keywords_divided", "Keywords divided by guess"),
                    ("comments_fewer", "Fewer comments than declared"),
                    ("comments_more", "More comments than declared"),
                    ("comments_divided", "Comments divided by guess"),
                    ("link_ambiguous", "Related link ambiguous"),
                    ("text_cut_off", "Text cut off"),
                    ("encoding_repaired", "Encoding repaired"),
                    ("near_duplicate", "Near-duplicate"),
                    ("error_reported", "Error reported by a reader"),
                    ("doubted", "Doubted by a colleague"),
                ],
                db_index=True,
                max_length=24,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(fields=["status", "raised_at"], name="flag_oldest_first"),
        ),
        migrations.AddField(
            model_name="batch",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="started by",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="captures",
                to="archive.batch",
                verbose_name="import",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="pseudonym",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="archive.pseudonym",
                verbose_name="pseudonym",
            ),
        ),
    ]

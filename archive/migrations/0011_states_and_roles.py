"""An article may be a draft, and its states and the decisions on flags are permissions of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0010_editions"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": (
                    ("draft_article", "Can keep articles as drafts"),
                    ("publish_article", "Can publish articles"),
                    ("hide_article", "Can hide articles"),
                ),
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
        ),
        migrations.AlterModelOptions(
            name="flag",
            options={
                "ordering": ("kind", "subject"),
                "permissions": (("decide_flag", "Can decide flags"),),
                "verbose_name": "flag",
                "verbose_name_plural": "flags",
            },
        ),
        migrations.AlterField(
            model_name="article",
            name="status",
            field=models.CharField(
                choices=[("draft", "draft"), ("published", "published"), ("hidden", "hidden")],
                default="published",
                max_length=12,
                verbose_name="status",
            ),
        ),
    ]

"""Which article is shown in another's place; what comments' authors are known by, and their printed
names; whether readers are told why an article is gone."""

import django.db.models.deletion
from django.db import migrations, models

from archive.text import key

AT_ONCE = 2000


def note_authors(apps, schema_editor):
    comments = apps.get_model("archive", "Comment").objects.using(schema_editor.connection.alias)
    some = []
    for comment in comments.exclude(author="").only("author").iterator(AT_ONCE):
        comment.author_key = key(comment.author)[:255]
        some.append(comment)
        if len(some) == AT_ONCE:
            comments.bulk_update(some, ["author_key"], batch_size=AT_ONCE // 4)
            some = []
    comments.bulk_update(some, ["author_key"], batch_size=AT_ONCE // 4)


class Migration(migrations.Migration):
    dependencies = [("archive", "0014_article")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="same_as",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="twins",
                to="archive.article",
                verbose_name="the same article as",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="withdrawal_untold",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="the reason is for the desk alone"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="author_key",
            field=models.CharField(
                blank=True, db_index=True, default="", editable=False, max_length=255
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="comment",
            name="author_printed",
            field=models.TextField(
                blank=True, default="", editable=False, verbose_name="author as printed"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(note_authors, migrations.RunPython.noop, elidable=True),
    ]

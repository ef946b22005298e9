"""Each capture so far is the only one of its article."""

from base64 import b32hexencode

from django.db import migrations

ID_LENGTH = 12


def link_captures(apps, schema_editor):
    articles = (
        apps.get_model("archive", "Article")
        .objects.db_manager(schema_editor.connection.alias)
        .exclude(capture=None)
    )
    captures = apps.get_model("archive", "Capture").objects.db_manager(
        schema_editor.connection.alias
    )
    for pk, capture in articles.values_list("pk", "capture").iterator():
        captures.filter(pk=capture).update(article=pk, identity=pk)
    for capture in captures.filter(identity="").only("sha256").iterator():
        identity = b32hexencode(bytes.fromhex(capture.sha256)).decode().lower()[:ID_LENGTH]
        captures.filter(pk=capture.pk).update(identity=identity)


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_captures_of_one_address")]
    operations = [migrations.RunPython(link_captures, migrations.RunPython.noop)]

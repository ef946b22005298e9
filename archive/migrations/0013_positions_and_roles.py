"""Comments stand where their numbers put them; the roles that are there may do what is new."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.models import F

READER, CONTRIBUTOR, CURATOR, ADMINISTRATOR = "قارئ", "مساهم", "أمين", "مدير"
LOOK = ("view_batch", "view_likeness")
PROPOSE = ("add_flag",)
DECIDE = (
    "change_likeness",
    "add_batch",
    *(f"{deed}_pseudonym" for deed in ("view", "add", "change", "delete")),
)
ADMINISTER = ("take_down_article", "view_sealed_article")
NEW = {
    READER: LOOK,
    CONTRIBUTOR: LOOK + PROPOSE,
    CURATOR: LOOK + PROPOSE + DECIDE,
    ADMINISTRATOR: LOOK + PROPOSE + DECIDE + ADMINISTER,
}


def place_comments(apps, schema_editor):
    comments = apps.get_model("archive", "Comment").objects.using(schema_editor.connection.alias)
    comments.update(position=F("number"))


def permit_what_is_new(apps, schema_editor):
    using = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(using).filter(name__in=NEW)
    if not groups:
        return
    # Django makes permissions after the last migration; these are wanted now.
    create_permissions(installed.get_app_config("archive"), verbosity=0, using=using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for group in groups:
        wanted = permissions.filter(content_type__app_label="archive", codename__in=NEW[group.name])
        group.permissions.add(*wanted)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0012_curation"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(place_comments, migrations.RunPython.noop),
        migrations.RunPython(permit_what_is_new, migrations.RunPython.noop),
    ]

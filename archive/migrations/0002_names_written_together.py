"""Keys in which عبدالله is the two words of عبد الله. Names that become one are merged."""

from django.db import migrations

from archive.text import key

LENGTH = 255


def fold_again(apps, schema_editor):
    def model(name):
        objects = apps.get_model("archive", name).objects
        return objects.db_manager(schema_editor.connection.alias)

    def refold(model, text, folded):
        changed = []
        for row in model.only("pk", text, folded).iterator():
            now = key(getattr(row, text))[:LENGTH]
            if now != getattr(row, folded):
                setattr(row, folded, now)
                changed.append(row)
        model.bulk_update(changed, [folded], batch_size=500)

    refold(model("Article"), "title", "title_key")
    refold(model("RelatedLink"), "headline", "headline_key")
    for names, aliases in (
        (model("Source"), model("SourceAlias")),
        (model("Keyword"), model("KeywordAlias")),
    ):
        for name in names.order_by("pk"):
            now = key(name.name)[:LENGTH]
            if now == name.key:
                continue
            twin = names.filter(key=now).first()
            if twin:
                aliases.filter(of=name).update(of=twin)
                move_uses(model, names, name, twin)
                name.delete()
            else:
                names.filter(pk=name.pk).update(key=now)
        for alias in aliases.all():
            now = key(alias.name)[:LENGTH]
            if now == alias.key:
                continue
            if aliases.filter(key=now).exists() or names.filter(key=now).exists():
                alias.delete()
            else:
                aliases.filter(pk=alias.pk).update(key=now)


def move_uses(model, names, name, twin):
    if names.model is model("Source").model:
        model("Article").filter(source=name).update(source=twin)
        return
    uses = model("ArticleKeyword")
    both = uses.filter(keyword=twin).values("article")
    uses.filter(keyword=name, article__in=both).delete()
    uses.filter(keyword=name).update(keyword=twin)


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunPython(fold_again, migrations.RunPython.noop)]

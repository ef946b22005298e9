"""Fill what links, articles and captures are now found by."""

from base64 import b32hexencode
from hashlib import sha256
from urllib.parse import urlsplit

from django.db import migrations

from archive.addresses import address_key

OPENING = 5
ID_LENGTH = 12


def opening(key):
    words = key.split(" ")
    return " ".join(words[:OPENING]) if len(words) >= OPENING else ""


def leads_to(url):
    folded = address_key(url)
    if not folded:
        return ""
    digest = sha256(folded.encode()).digest()
    return b32hexencode(digest).decode().lower()[:ID_LENGTH]


def site_of(address):
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")[:255]


def fill(apps, schema_editor):
    article, link, capture = (
        apps.get_model("archive", name).objects.db_manager(schema_editor.connection.alias)
        for name in ("Article", "RelatedLink", "Capture")
    )
    for pk, key in article.values_list("pk", "title_key").iterator():
        if begins := opening(key):
            article.filter(pk=pk).update(title_opening=begins)
    for pk, key, url in link.values_list("pk", "headline_key", "url").iterator():
        link.filter(pk=pk).update(headline_opening=opening(key), leads_to=leads_to(url))
    for pk, address in capture.exclude(address="").values_list("pk", "address").iterator():
        capture.filter(pk=pk).update(site=site_of(address))
    # The next import looks again at what no exact headline had resolved.
    article.filter(related_links__target=None).update(settled=False)


class Migration(migrations.Migration):
    dependencies = [("archive", "0006_links_and_sites")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""The site profiles of this archive: one file a version, for curators to read and edit.

They lie in the data directory as `profiles/SITE/VERSION.toml`. The highest number is in force; the
versions before it stay, so that what a page was once read by can be looked up.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import regex
from django.conf import settings
from django.utils.translation import gettext_noop

from archive.readers.webpage.profile import Profile, read_profile, written
from archive.records import Unreadable

SITE = regex.compile(r"[\w-]+(?:\.[\w-]+)*")


def of_sites(hosts: Iterable[str]) -> Iterator[Profile]:
    """The profiles in force for hosts or what they belong to. Raises Unreadable for a broken one."""
    kept = set(os.listdir(root())) if root().is_dir() else set[str]()
    seen = set[str]()
    for host in hosts:
        parts = host.split(".")
        for site in (".".join(parts[at:]) for at in range(len(parts))):
            if site in kept - seen and (path := newest(site)):
                seen.add(site)
                yield load(path, path.stat().st_mtime_ns)


def keep(profile: Profile) -> Path:
    """Keep a profile as the next version of its site's."""
    path = newest(profile.site)
    version = int(path.stem) + 1 if path else 1
    path = root() / profile.site / f"{version}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".", delete=False) as file:
        file.write(written(replace(profile, version=version)))
    os.replace(file.name, path)
    return path


def newest(site: str) -> Path | None:
    """The file of the version in force; None where a site has no profile."""
    if not SITE.fullmatch(site):
        raise ValueError(f"{site!r} is no name of a site")
    versions = [path for path in (root() / site).glob("*.toml") if path.stem.isdecimal()]
    return max(versions, key=lambda path: int(path.stem), default=None)


def root() -> Path:
    return Path(settings.DATA_DIR) / "profiles"


@lru_cache
def load(path: Path, changed: int) -> Profile:
    """The profile in a file last changed then."""
    try:
        return read_profile(path.read_text(encoding="utf-8"))
    except ValueError as error:
        message = gettext_noop("the profile %(file)s cannot be read: %(reason)s")
        raise Unreadable(message, file=str(path), reason=str(error)) from None

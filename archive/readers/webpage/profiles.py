"""The site profiles of this archive: one file a version, for curators to read and edit.

They lie in the data directory as `profiles/SITE/VERSION.toml`. The highest number is in force; the
versions before it stay, so that what a page was once read by can be looked up. Version 0 is what
imports made of comparing the site's pages; it serves that very host, until a person makes another.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import regex
from django.conf import settings
from django.utils.translation import gettext_noop

from archive.drafts import drafted
from archive.readers.webpage.profile import Profile, read_profile, written
from archive.records import Unreadable

COMPARED = 0
"""The version of what was never more than compared."""
SITE = regex.compile(r"[\w-]+(?:\.[\w-]+)*")


def of_sites(hosts: Iterable[str]) -> Iterator[Profile]:
    """The profiles in force for hosts or what they belong to. Raises Unreadable for a broken one.

    The first host is the page's own, and the only one that a mere comparison is good for.
    """
    kept = set(os.listdir(root())) if root().is_dir() else set[str]()
    seen = set[str]()
    own = None
    for host in hosts:
        own = own or host
        parts = host.split(".")
        for site in (".".join(parts[at:]) for at in range(len(parts))):
            path = newest(site) if site in kept - seen else None
            if path and (site == own or int(path.stem) > COMPARED):
                seen.add(site)
                yield load(path, path.stat().st_mtime_ns)


def is_known(site: str) -> bool:
    """Whether a person has made a profile of a site, or of what it belongs to."""
    return any(profile.version > COMPARED for profile in of_sites([site]))


def keep(profile: Profile) -> Path:
    """Keep a profile as the next version of its site's."""
    path = newest(profile.site)
    return write(replace(profile, version=int(path.stem) + 1 if path else COMPARED + 1))


def write(profile: Profile) -> Path:
    path = folder(profile.site) / f"{profile.version}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    with drafted(path) as draft:
        draft.write_text(written(profile))
    return path


def newest(site: str) -> Path | None:
    """The file of the version in force; None where a site has no profile."""
    versions = [path for path in folder(site).glob("*.toml") if path.stem.isdecimal()]
    return max(versions, key=lambda path: int(path.stem), default=None)


def folder(site: str) -> Path:
    """Where the versions of a site's profile lie. Raises ValueError for what names no site."""
    if not SITE.fullmatch(site):
        raise ValueError(f"{site!r} is no name of a site")
    return root() / site


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

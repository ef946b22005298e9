"""Who may do what at the desk: four groups of accounts, each with what the one before it may.

An article is changed by whoever may put it into the state it is in: a contributor changes drafts,
and with that proposes; a curator decides.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission

from archive.models import Article

# The permission to put an article into a state, and to change it while it is there.
STATES = {
    Article.Status.DRAFT: "draft_article",
    Article.Status.PUBLISHED: "publish_article",
    Article.Status.HIDDEN: "hide_article",
}

PARTS = ("articlekeyword", "comment", "relatedlink")
NAMES = ("source", "sourcealias", "author", "authoralias", "keyword", "keywordalias")
LOOK = {f"view_{model}" for model in ("article", "flag", "likeness", "batch", *PARTS, *NAMES)}
PROPOSE = {
    "change_article",
    STATES[Article.Status.DRAFT],
    "add_flag",
    "change_flag",
    *(f"{deed}_{part}" for deed in ("add", "change", "delete") for part in PARTS),
}
DECIDE = {
    *STATES.values(),
    "decide_flag",
    "change_likeness",
    "view_capture",
    "add_batch",
    *(f"{deed}_pseudonym" for deed in ("view", "add", "change", "delete")),
    *(f"{deed}_{name}" for deed in ("add", "change", "delete") for name in NAMES),
}
ADMINISTER = {
    "take_down_article",
    "view_sealed_article",
    "delete_article",
    "delete_flag",
    "delete_capture",
    *(
        f"{deed}_{model}"
        for deed in ("view", "add", "change", "delete")
        for model in ("user", "group")
    ),
}

READER, CONTRIBUTOR, CURATOR, ADMINISTRATOR = "قارئ", "مساهم", "أمين", "مدير"
ROLES: dict[str, set[str]] = {
    READER: LOOK,
    CONTRIBUTOR: LOOK | PROPOSE,
    CURATOR: LOOK | PROPOSE | DECIDE,
    ADMINISTRATOR: LOOK | PROPOSE | DECIDE | ADMINISTER,
}
APPS = ("archive", "auth")


def make_roles(using: str, **kwargs: Any) -> None:
    """Make the groups that are not there; what administrators have made of one is left to them.

    Django makes permissions when all migrations are done, so that is when this is called.
    """
    groups, permissions = Group.objects.using(using), Permission.objects.using(using)
    present = set(groups.filter(name__in=ROLES).values_list("name", flat=True))
    for name, codenames in ROLES.items():
        if name in present:
            continue
        wanted = permissions.filter(content_type__app_label__in=APPS, codename__in=codenames)
        if wanted.count() == len(codenames):
            groups.create(name=name).permissions.set(wanted)


def may_change(user: Any, article: Article) -> bool:
    return bool(user.has_perm(f"archive.{STATES[Article.Status(article.status)]}"))


def states_for(user: Any) -> list[Article.Status]:
    """The states a person may put an article into."""
    return [status for status, codename in STATES.items() if user.has_perm(f"archive.{codename}")]

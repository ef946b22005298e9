"""What the first page of the desk needs besides Django's own tags."""

from typing import Any

from django import template

from archive.admin.home import Desk, desk_of

register = template.Library()


@register.simple_tag
def what_waits(user: Any) -> Desk:
    return desk_of(user)

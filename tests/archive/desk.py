"""People at the desk, each with a session of their own."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client, TestCase


class Desk(Client):
    """Each of its requests is committed, so that what waits for that happens too."""

    def request(self, **request: Any) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)


def sit_down(name: str, role: str) -> Desk:
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    desk = Desk()
    desk.force_login(user)
    return desk

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = _("Archive")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # These import the models, which wait for all apps.
        import archive.curation.history  # noqa: F401  (what is kept of an entry is registered there)
        from archive.curation.roles import make_roles
        from archive.intake.settling import analyse
        from archive.models import tallies

        tallies.connect()
        post_migrate.connect(make_roles, sender=self)
        post_migrate.connect(analyse, sender=self)

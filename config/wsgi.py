import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from search import engine  # noqa: E402 - it needs the settings

engine.warm()
# What is there by now is there to stay: to look it through for garbage takes time from every page.
gc.freeze()

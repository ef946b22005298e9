"""The archive's own settings, over a data directory that ends with the tests."""

import atexit
import os
import shutil
import tempfile

DATA = tempfile.mkdtemp(prefix="warraq-tests-")
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
for variable in (
    "WARRAQ_SECRET_KEY",
    "WARRAQ_DEBUG",
    "WARRAQ_ALLOWED_HOSTS",
    "WARRAQ_HTTPS",
    "CAMELTOOLS_DATA",
):
    os.environ.pop(variable, None)
os.environ["WARRAQ_DATA"] = DATA

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

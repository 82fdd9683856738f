"""For the tests: a home of their own, plain static files, everything else as it is."""

import os
from tempfile import TemporaryDirectory

_home = TemporaryDirectory(prefix="shiremoot-test-")
os.environ["SHIREMOOT_HOME"] = _home.name
if _server := os.environ.get("SHIREMOOT_TEST_POSTGRES"):
    os.environ["SHIREMOOT_DATABASE"] = _server

from shiremoot.site.settings.base import *  # noqa: E402, F403 - a settings module is its names

STATIC_ROOT.mkdir()  # noqa: F405 - it comes with the base settings
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if not _server:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 - likewise

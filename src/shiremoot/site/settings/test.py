"""For the tests: an own control store and plain static files, everything else as it is."""

from shiremoot.site.settings.base import *  # noqa: F403 - a settings module is its names

STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

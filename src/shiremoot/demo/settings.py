"""The demo's settings: plain HTTP on this machine, and personas to sign in as, which no others serve."""

from shiremoot.site.settings.base import *  # noqa: F403 - a settings module is its names
from shiremoot.site.settings.base import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "shiremoot.demo"]
ROOT_URLCONF = "shiremoot.demo.urls"
LOGIN_URL = "personas"
DEMO = True

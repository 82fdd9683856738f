"""Settings that every way of running Shiremoot shares."""

import os
import secrets
from pathlib import Path

from shiremoot.home import Home
from shiremoot.site.settings.control_store import database

# What an installation keeps is for its own user alone: control store, lake, people, key.
os.umask(0o077)
HOME = Home.default()
SITE = Path(__file__).parent.parent


def secret_key() -> str:
    """The installation's own key, made on first use and kept beside the control store."""
    if given := os.environ.get("SHIREMOOT_SECRET_KEY"):
        return given
    kept = HOME.root / "secret.key"
    if not kept.is_file():
        HOME.root.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(".new")
        new.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        new.replace(kept)
    return kept.read_text(encoding="utf-8")


SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = [name.strip() for name in os.environ.get("SHIREMOOT_HOSTS", "127.0.0.1,localhost").split(",")]

INSTALLED_APPS = [
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "shiremoot.ledger",
    "shiremoot.access",
    "shiremoot.gateway.organisations",
    "shiremoot.gateway.agreements",
    "shiremoot.gateway.datasets",
    "shiremoot.gateway.flow_map",
    "shiremoot.gateway.assurance",
    "shiremoot.gateway.dpia",
    "shiremoot.gateway.record",
    "shiremoot.gateway.rights",
    "shiremoot.singleview.linking",
    "shiremoot.singleview.analysis",
    "shiremoot.roadmap.evaluation",
    "shiremoot.roadmap.usecases",
    "shiremoot.roadmap.estate",
    "shiremoot.portal",
    "shiremoot.portal.sharing",
    "shiremoot.portal.homes",
    "shiremoot.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shiremoot.site.middleware.acting_as",
    "shiremoot.site.middleware.declared_permission",
    "shiremoot.site.middleware.said_in_words",
    "shiremoot.site.middleware.never_stored",
]

ROOT_URLCONF = "shiremoot.site.urls"
WSGI_APPLICATION = "shiremoot.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "shiremoot.site.jinja2_environment.environment",
            "context_processors": ["shiremoot.site.context.page"],
        },
    },
]

DATABASES = {"default": database(HOME)}

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "shiremoot.site.errors.form_expired"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME.root / "static"
STATICFILES_DIRS = [SITE / "static_build", SITE / "assets" / "images"]
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        # the hash is of the design system's one inline line, which says that scripts run
        "script-src": ["'self'", "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Django's own messages can quote a request's data: warnings and errors go out, request bodies never do.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # a page refused or not found is no fault of the system's, and is in the ledger where it matters
    "loggers": {"django.request": {"level": "ERROR"}},
}

DEMO = False

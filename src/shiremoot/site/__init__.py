"""The Django project: settings, sign-in, shared templates and assets."""

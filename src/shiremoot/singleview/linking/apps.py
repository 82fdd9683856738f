from django.apps import AppConfig


class LinkingConfig(AppConfig):
    name = "shiremoot.singleview.linking"
    default_auto_field = "django.db.models.BigAutoField"

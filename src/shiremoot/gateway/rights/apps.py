from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "shiremoot.gateway.rights"
    default_auto_field = "django.db.models.BigAutoField"

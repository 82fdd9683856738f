from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "shiremoot.gateway.assurance"
    default_auto_field = "django.db.models.BigAutoField"

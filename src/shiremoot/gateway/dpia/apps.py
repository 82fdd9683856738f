from django.apps import AppConfig


class DpiaConfig(AppConfig):
    name = "shiremoot.gateway.dpia"
    default_auto_field = "django.db.models.BigAutoField"

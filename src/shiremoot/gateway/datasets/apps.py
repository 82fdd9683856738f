from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "shiremoot.gateway.datasets"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class EstateConfig(AppConfig):
    name = "shiremoot.roadmap.estate"
    default_auto_field = "django.db.models.BigAutoField"

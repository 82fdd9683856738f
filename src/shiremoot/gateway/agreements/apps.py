from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "shiremoot.gateway.agreements"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "shiremoot.gateway.organisations"
    default_auto_field = "django.db.models.BigAutoField"

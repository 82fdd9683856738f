from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "shiremoot.portal.sharing"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class HomesConfig(AppConfig):
    name = "shiremoot.portal.homes"

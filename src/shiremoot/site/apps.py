from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "shiremoot.site"
    label = "shiremoot_site"

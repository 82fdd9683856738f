from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "shiremoot.gateway.record"

from django.apps import AppConfig


class FlowMapConfig(AppConfig):
    name = "shiremoot.gateway.flow_map"
    default_auto_field = "django.db.models.BigAutoField"

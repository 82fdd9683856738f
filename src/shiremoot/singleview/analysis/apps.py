from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "shiremoot.singleview.analysis"
    default_auto_field = "django.db.models.BigAutoField"

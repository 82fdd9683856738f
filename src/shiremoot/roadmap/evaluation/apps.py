from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "shiremoot.roadmap.evaluation"
    default_auto_field = "django.db.models.BigAutoField"

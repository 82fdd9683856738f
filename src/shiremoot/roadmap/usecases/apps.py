from django.apps import AppConfig


class UseCasesConfig(AppConfig):
    name = "shiremoot.roadmap.usecases"

from typing import Any

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "shiremoot.gateway.agreements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shiremoot.gateway.organisations.signals import standing_changed

        standing_changed.connect(_compile, dispatch_uid="compile grants")


def _compile(organisations: list[str], **_: Any) -> None:
    """Grants rest on how their parties stand."""
    from shiremoot.gateway.agreements.compiling import compile_parties

    compile_parties(organisations)

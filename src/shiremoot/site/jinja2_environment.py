"""The template environment: design-system macros, our filters, and values that are missing stay empty."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from shiremoot import dates
from shiremoot.site import words


def environment(**options: Any) -> Environment:
    # The design system's macros look into parameters that a caller may leave out.
    options["undefined"] = ChainableUndefined
    found = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    found.loader = ChoiceLoader(
        [
            *([found.loader] if found.loader else []),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    found.globals.update(static=static, url=reverse)
    found.filters.update(
        date=words.date_words,
        day_month=words.day_month,
        ago=words.ago,
        breakable=words.breakable,
        last_day=words.last_day,
        moment=dates.moment,
        until=words.until_words,
        telephone=words.telephone,
        number=words.number,
        plural=words.plural,
    )
    return found

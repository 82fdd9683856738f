"""Bank holidays in England and Wales, past and as far ahead as they are known."""

from datetime import date
from functools import cache

import holidays


@cache
def bank_holiday(day: date) -> bool:
    return day in holidays.country_holidays("GB", subdiv="ENG", years=day.year)

"""How dates, numbers and phone numbers are written on a page."""

import re
from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from shiremoot import dates
from shiremoot.dates import LONDON, clock, day_of

_MONTHS = 12


def as_date(value: date | datetime | str) -> date:
    if isinstance(value, datetime):
        return day_of(value)
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def day_month(value: date | datetime | str) -> str:
    """*3 May 2026*"""
    return dates.day_month(as_date(value))


def ago(value: date | datetime | str, today: date) -> str:
    """*6 months ago*, *tomorrow*, *in 3 weeks*"""
    days = (today - as_date(value)).days
    if days in (-1, 0, 1):
        return {-1: "tomorrow", 0: "today", 1: "yesterday"}[days]
    many = _span(abs(days))
    return f"{many} ago" if days > 0 else f"in {many}"


def _span(days: int) -> str:
    """Whole weeks, months or years gone by: never more than there were."""
    if days < 14:
        return plural(days, "day")
    if days < 61:
        return plural(days // 7, "week")
    months = int(days / 30.44)
    return plural(months, "month") if months < 2 * _MONTHS else plural(months // _MONTHS, "year")


def date_words(value: date | datetime | str, today: date) -> str:
    """*3 May 2026 (6 months ago)*"""
    return f"{day_month(value)} ({ago(value, today)})"


def last_day(ends: datetime) -> date:
    """The last day before an end that is midnight: *until 22 November* lasts through the 21st."""
    return day_of(ends - timedelta(microseconds=1))


def until_words(value: datetime, today: date) -> str:
    """*6pm today*, or *6pm on 23 November 2026*"""
    local = value.astimezone(LONDON)
    return f"{clock(local)} {'today' if local.date() == today else f'on {day_month(value)}'}"


def telephone(value: str) -> str:
    """The number as a `tel:` link wants it: digits and a leading plus."""
    return "".join(each for each in value if each.isdigit() or each == "+")


def breakable(email: str) -> Markup:
    """An address that breaks after @ and dots, and not within a word."""
    return Markup("<wbr>").join(escape(part) for part in re.split(r"(?<=[@.])", email))


def number(value: int) -> str:
    return f"{value:,}"


def plural(count: int, word: str, words: str = "") -> str:
    """*1 day*, *2 days*, *3 people*"""
    return f"{count:,} {word if count == 1 else words or word + 's'}"

"""Days as public services count them. A day begins and ends at midnight in London."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def day_of(moment: datetime) -> date:
    """The day it is in London."""
    return moment.astimezone(LONDON).date()


def day_month(day: date | str) -> str:
    """*3 May 2026*, from a date or its ISO text."""
    found = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{found.day} {found:%B %Y}"


def moment(value: datetime) -> str:
    """*22 November 2026 at 5:04pm*, in London."""
    local = value.astimezone(LONDON)
    return f"{day_month(local.date())} at {clock(local)}"


def clock(local: datetime) -> str:
    """*5:04pm*, *6pm*"""
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days_after(day: date, days: int) -> date:
    """So many days on, Saturdays and Sundays not counted; bank holidays are."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def age_in_years(born: date, on: date) -> int:
    """Whole years lived; below zero for the unborn."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

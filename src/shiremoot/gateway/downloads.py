"""Files that pages give to keep."""

from django.http import HttpResponse


def csv_file(text: str, name: str) -> HttpResponse:
    """With a mark in front by which spreadsheets know that it is UTF-8."""
    return HttpResponse(
        text.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

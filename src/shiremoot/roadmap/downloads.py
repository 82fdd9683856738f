"""Files that pages give."""

from django.http import HttpResponse


def csv_file(text: str, name: str) -> HttpResponse:
    """To be kept under this name."""
    return HttpResponse(
        text.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

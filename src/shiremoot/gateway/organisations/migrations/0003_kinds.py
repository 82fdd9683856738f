"""Kinds of body become ids of the law's list. What was written otherwise stays, to be chosen on a page."""

from typing import Any

from django.db import migrations

# as the list stood when this was released; later kinds were never written in words
IDS = frozenset(
    "county-council district-council unitary-council combined-authority parish-council police-force "
    "police-commissioner nhs-trust integrated-care-board general-practice ambulance-trust fire-and-rescue "
    "school academy-trust schools-partnership college university early-years probation prison "
    "youth-offending-team government-department housing-association care-provider charity company".split()
)
LABELS = {
    "fire and rescue service": "fire-and-rescue",
    "schools": "schools-partnership",
    "partnership of schools": "schools-partnership",
    "district or borough council": "district-council",
    "borough council": "district-council",
    "nhs foundation trust": "nhs-trust",
    "gp practice": "general-practice",
    "town council": "parish-council",
}


def to_ids(apps: Any, schema_editor: Any) -> None:
    for organisation in apps.get_model("organisations", "Organisation").objects.all():
        words = " ".join(organisation.kind.lower().split())
        slug = words.replace(" ", "-")
        found = slug if slug in IDS else LABELS.get(words)
        if found and found != organisation.kind:
            organisation.kind = found
            organisation.save(update_fields=["kind"])


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_details")]

    operations = [migrations.RunPython(to_ids, migrations.RunPython.noop)]

"""What the benches of agreements share: an installation of their own, and a dataset of many fields."""

import os


def install(folder: str) -> None:
    """Django and an empty control store in this process, with a home in the folder."""
    os.environ |= {"SHIREMOOT_HOME": folder, "DJANGO_SETTINGS_MODULE": "shiremoot.site.settings.test"}
    import django

    django.setup()
    from shiremoot.cli.django_setup import prepare_control_store

    prepare_control_store()


def contract(dataset: str, *, provider: str, fields: int) -> str:
    """A dataset of one table, `people`, with fields `field_0`, `field_1` and so on."""
    listed = "\n".join(
        f"      - {{name: field_{place}, physicalName: F{place}, logicalType: string, "
        "customProperties: [{property: uk.meaning, value: person.known_as}]}"
        for place in range(fields)
    )
    return f"""
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: {dataset}
status: active
name: {dataset}
customProperties: [{{property: uk.provider, value: {provider}}}, {{property: uk.service, value: Big}}]
schema:
  - name: people
    physicalName: people*.csv
    physicalType: table
    customProperties: [{{property: uk.entity, value: person}}]
    properties:
      - {{name: key, physicalName: KEY, logicalType: string, required: true, unique: true,
         customProperties: [{{property: uk.meaning, value: person.key}}]}}
{listed}
"""

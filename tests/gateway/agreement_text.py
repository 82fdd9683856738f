"""Agreement files for tests, as people write them."""

from datetime import date

import yaml


def flow(**changes: object) -> dict[str, object]:
    return {
        "clause": "4.1",
        "sentence": "The police share incidents with social workers.",
        "provider": "police",
        "dataset": "incidents",
        "fields": ["people.name", "visits.*"],
        "recipients": [{"organisation": "council", "roles": ["social-worker"]}],
        "purpose": "safeguarding-children",
        "basis": "public task",
        "power": "Children Act 2004, section 11",
    } | changes


def agreement(**changes: object) -> str:
    signed = [
        {"organisation": name, "by": "Somebody", "signed_on": date(2026, 1, 5)}
        for name in ("police", "council")
    ]
    return yaml.safe_dump(
        {
            "agreement": "front-door",
            "version": 1,
            "title": "Front door agreement",
            "tier": "operational",
            "summary": "Who is involved with a child.",
            "from": date(2026, 1, 10),
            "until": date(2027, 1, 10),
            "parties": ["police", "council"],
            "signed": signed,
            "flows": [flow()],
        }
        | changes
    )


CONTRACT = """
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: incidents
status: active
name: Incidents
description: {purpose: To keep people safe.}
customProperties:
  - {property: uk.provider, value: police}
  - {property: uk.service, value: Police}
schema:
  - name: people
    physicalName: people*.csv
    physicalType: table
    customProperties: [{property: uk.entity, value: person}]
    properties:
      - {name: key, physicalName: KEY, logicalType: string, required: true, unique: true,
         customProperties: [{property: uk.meaning, value: person.key}]}
      - {name: name, physicalName: NAME, logicalType: string,
         customProperties: [{property: uk.meaning, value: person.full_name}]}
  - name: visits
    physicalName: visits*.csv
    physicalType: table
    customProperties: [{property: uk.entity, value: event}]
    properties:
      - {name: key, physicalName: KEY, logicalType: string, required: true,
         customProperties: [{property: uk.meaning, value: person.key}]}
      - {name: day, physicalName: DAY, logicalType: date,
         customProperties: [{property: uk.meaning, value: event.date}]}
"""

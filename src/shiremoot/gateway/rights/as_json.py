"""The answer for a computer to read, the same as on paper. Pure. docs/reference/answers.md has its keys."""

import json
from typing import Any

from shiremoot.gateway.rights.answering import Answer, Part
from shiremoot.gateway.rights.printed import NOTHING, RIGHTS, STANDING, WITHHOLDING

FORMAT = "shiremoot-answer-1"


def as_json(answer: Answer) -> str:
    found = {
        "format": FORMAT,
        "reference": answer.reference,
        "about": answer.name,
        "answered_by": answer.from_organisation,
        "asked_on": answer.asked_on.isoformat(),
        "answered_on": answer.answered_on.isoformat(),
        "organisations": [_part(each) for each in answer.parts],
        "who_looked": [
            {
                "day": each.day.isoformat(),
                "organisation": each.organisation,
                "role": each.role,
                "purpose": each.purpose,
                "records_of": each.whose,
            }
            for each in answer.looks
        ],
        "what_may_be_left_out": WITHHOLDING,
        "rights": [*RIGHTS, *STANDING],
        "whom_to_ask": [
            {"organisation": each.name, "phone": each.phone, "email": each.email}
            for each in answer.whom_to_ask
        ],
        "agreements": [
            {
                "title": each.title,
                "summary": each.summary,
                "purposes": each.purposes,
                "sharing": [line.words for line in each.lines],
                "by_law": each.by_law,
                "kept": each.kept,
                "until": each.until.isoformat(),
            }
            for each in answer.agreements
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False)


def _part(part: Part) -> dict[str, Any]:
    return {
        "organisation": part.organisation,
        "answers_itself": part.answers_itself,
        "nothing": NOTHING if not part.kinds and not part.answers_itself else "",
        "records": [
            {
                "service": kind.service,
                "kind": kind.called,
                "as_of": kind.as_at.isoformat(),
                "rows": [[{"label": label, "value": value} for label, value in row] for row in kind.rows],
            }
            for kind in part.kinds
        ],
        "not_given": part.withheld,
    }

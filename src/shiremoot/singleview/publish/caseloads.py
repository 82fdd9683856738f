"""Caseloads follow each publish: by then it says who leads what."""

from datetime import datetime

from shiremoot.access import caseload_job
from shiremoot.access.caseload_job import Followed
from shiremoot.gateway.organisations.staffing import practitioners_by_email
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer


def follow(home: Home, *, by: Viewer, at: datetime) -> Followed:
    """Bring the caseloads of everybody who practises up to date."""
    return caseload_job.follow(home, practitioners_by_email(at=at), by=by, at=at)

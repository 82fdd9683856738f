"""The roles that somebody in an organisation holds for data protection. Pure."""

from enum import StrEnum


class Office(StrEnum):
    """A role held, by one person at a time; the word that is stored."""

    DATA_PROTECTION_OFFICER = "data-protection-officer"
    SENIOR_RISK_OWNER = "senior-risk-owner"
    CALDICOTT_GUARDIAN = "caldicott-guardian"
    GOVERNANCE_LEAD = "governance-lead"
    ASSET_OWNER = "asset-owner"
    DATA_STEWARD = "data-steward"
    ETHICS_CHAIR = "ethics-chair"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Office.DATA_PROTECTION_OFFICER: "Data protection officer",
    Office.SENIOR_RISK_OWNER: "Senior information risk owner",
    Office.CALDICOTT_GUARDIAN: "Caldicott guardian",
    Office.GOVERNANCE_LEAD: "Information governance lead",
    Office.ASSET_OWNER: "Information asset owner",
    Office.DATA_STEWARD: "Data steward",
    Office.ETHICS_CHAIR: "Chair of the ethics group",
}

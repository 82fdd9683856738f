"""What datasets look like: the closed vocabulary of meanings, and dataset contracts in ODCS 3.1. Pure."""

from .alerts import ALERT, DOMESTIC_ABUSE, is_accused
from .involvements import LEAD_EMAIL, TEAM, is_open
from .model import Check, Contract, Field, Reference, Table
from .parse import parse_contract
from .rules import DisplayRule, EveryRule
from .vocabulary import Meaning, vocabulary

__all__ = [
    "ALERT",
    "DOMESTIC_ABUSE",
    "LEAD_EMAIL",
    "TEAM",
    "Check",
    "Contract",
    "DisplayRule",
    "EveryRule",
    "Field",
    "Meaning",
    "Reference",
    "Table",
    "is_accused",
    "is_open",
    "parse_contract",
    "vocabulary",
]

"""Public identifiers of organisations: how each kind is written, and who gives it. Pure.

What is wrong is refused, except where the pattern itself is only believed right: there it warns.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from shiremoot.errors import UserError


@dataclass(frozen=True)
class Scheme:
    """One kind of identifier. `written` says in words what `pattern` (of the whole value) says."""

    name: str
    label: str
    pattern: str
    written: str
    source: str
    only_warns: bool = False
    tidied: Callable[[str], str] = str
    """From a value without spaces, in capitals, to the one way it is kept."""


@dataclass(frozen=True)
class Checked:
    """A value in the one way it is kept, and what is doubtful about it, if anything."""

    value: str
    warning: str = ""


def _eight(value: str) -> str:
    """Companies House writes its numbers with eight characters; people leave out the zeros in front."""
    return value.zfill(8) if value.isdigit() else value


SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            "ods",
            "ODS code",
            r"[A-Z0-9]{3,9}",
            "three to nine letters and figures",
            "NHS England, organisations and services guide: codes of up to 9 letters and figures "
            "(https://digital.nhs.uk/developer/guides-and-documentation/building-healthcare-software/"
            "organisations-and-services)",
        ),
        Scheme(
            "gss",
            "GSS code",
            r"[A-HJ-NP-Z]\d{8}",
            "a letter (no I or O) and eight figures",
            "Office for National Statistics, GSS coding and naming: nine characters, no I or O "
            "(https://www.ons.gov.uk/methodology/geography/geographicalproducts/namescodesandlookups)",
        ),
        Scheme(
            "urn",
            "School's unique reference number",
            r"[1-9]\d{5}",
            "six figures, not beginning with 0",
            "Department for Education, Get Information about Schools "
            "(https://www.threesixtygiving.org/guidance/"
            "identifying-schools-universities-and-other-educational-establishments/)",
        ),
        Scheme(
            "ico",
            "ICO registration number",
            r"Z(\d{6}[\dX]|[A-Z]\d{6})",
            "Z and seven figures, the last of which may be an X, or Z, a letter and six figures",
            "Believed right; no rule of the Information Commissioner was found, so this only warns",
            only_warns=True,
        ),
        Scheme(
            "company",
            "Company number",
            r"\d{8}|[A-Z]{2}\d{6}|[A-Z]\d{7}|[A-Z]{2}\d{5}[A-Z]",
            "eight figures, or one or two letters and figures, eight characters in all",
            "Companies House, uniform resource identifiers guide; mutual societies end in a letter "
            "(https://forum.aws.chdev.org/t/company-number-format-and-suffixed-letters/4922)",
            tidied=_eight,
        ),
        Scheme(
            "charity",
            "Charity number",
            r"[1-9]\d{5,6}(-\d{1,3})?|SC\d{6}|NIC\d{6}",
            "six or seven figures in England and Wales, SC and six figures in Scotland, "
            "NIC and six figures in Northern Ireland",
            "Charity Commission, OSCR and CCNI registers (org-id.guide: GB-CHC, GB-SC, GB-NIC)",
        ),
    )
}


def check(scheme: str, value: str) -> Checked:
    """The value as it is kept. Raises UserError for a scheme or value that there cannot be."""
    found = SCHEMES.get(scheme)
    if found is None:
        raise UserError(f"There is no identifier called {scheme}.", f"Choose from {', '.join(SCHEMES)}.")
    kept = found.tidied(re.sub(r"\s", "", value).upper())
    if re.fullmatch(found.pattern, kept, re.ASCII):
        return Checked(kept)
    words = f"{kept or 'Nothing'} does not look like this: {found.label} is {found.written}"
    if found.only_warns and kept:
        return Checked(kept, f"{words}. Check it")
    raise UserError(f"{words}.", "Correct it, or leave it out.")

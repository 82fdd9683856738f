"""A body sends in its register: kept for an hour, looked over, confirmed; or loaded by a command."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gazetteer import store, wards
from shiremoot.gazetteer.geometry import Point
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.roadmap.estate import columns, register
from shiremoot.roadmap.estate.changes import Changes, between
from shiremoot.roadmap.estate.checking import Checked, Held, Taken, check
from shiremoot.roadmap.estate.columns import Chosen
from shiremoot.roadmap.estate.models import Edition, HeldBack, SentFile, SiteRecord
from shiremoot.roadmap.estate.placing import County
from shiremoot.roadmap.estate.reading import Table, read

LASTS = timedelta(hours=1)
MOST_BYTES = 4 * 1024 * 1024
_LONGEST_NAME = 200
_A_BATCH = 500


@dataclass(frozen=True)
class Preview:
    """What a file would make of a register; `before` is the edition that it was held against."""

    chosen: Chosen
    checked: Checked
    changes: Changes
    before: UUID | None

    @property
    def mark(self) -> str:
        """Of what was shown to be confirmed: where it is another by then, it is shown again."""
        return hashlib.sha256(repr((self.before, self.chosen, self.checked)).encode()).hexdigest()


def keep(content: bytes, file_name: str, *, by: Viewer, at: datetime) -> SentFile:
    """Keep a file until it is confirmed; an earlier one of the same user is forgotten, but for its columns.

    Its columns stay open where somebody has to say what they hold. Raises UserError where it cannot be read.
    """
    table = read(content)
    mine = SentFile.objects.filter(user_id=by.user_id)
    earlier = mine.filter(organisation=by.organisation).first()
    before = (
        {**earlier.before, **chosen_before(by.organisation), **dict(earlier.columns or ())}
        if earlier
        else chosen_before(by.organisation)
    )
    known = columns.recognised(table.headings, before)
    is_known = not columns.unknown(table.headings, before) and not columns.missing(known)
    mine.delete()
    return SentFile.objects.create(
        organisation=by.organisation,
        user_id=by.user_id,
        file_name=file_name[-_LONGEST_NAME:],
        content=content,
        columns=list(known.items()) if is_known else None,
        before=before,
        until=at + LASTS,
    )


def kept(identifier: UUID, *, by: Viewer, at: datetime) -> SentFile | None:
    """Nobody else's, for no other organisation, and not after its hour."""
    mine = SentFile.objects.filter(user_id=by.user_id, organisation=by.organisation, until__gt=at)
    return mine.filter(pk=identifier).first()


def is_loaded(identifier: UUID, *, by: Viewer) -> bool:
    """Whether a file that was sent in for this organisation is a register already."""
    return Edition.objects.filter(pk=identifier, organisation=by.organisation).exists()


def forget_ended(at: datetime) -> None:
    SentFile.objects.filter(until__lte=at).delete()


def newest(organisation: str) -> Edition | None:
    return Edition.objects.filter(organisation=organisation, replaced_at=None).first()


def chosen_before(organisation: str) -> Chosen:
    """What the body's newest edition took its columns for."""
    found = newest(organisation)
    return dict(found.columns) if found else {}


def preview(home: Home, table: Table, chosen: Chosen, organisation: str, *, at: datetime) -> Preview:
    """Raises UserError where the columns chosen are too few for a register."""
    if missing := columns.missing(chosen):
        raise UserError(
            f"The file has no column for {' and none for '.join(missing)}.",
            "Say which of its columns that is, or add one.",
        )
    chosen = {heading: chosen.get(heading, "") for heading in table.headings}
    before = newest(organisation)
    checked = check(table, chosen, _county(home), day_of(at))
    known = before.sites.order_by("pk") if before else ()
    changes = between(map(register.site_of, known), (each.site for each in checked.taken))
    return Preview(chosen, checked, changes, before.pk if before else None)


def _county(home: Home) -> County:
    addresses, areas = store.current(home), wards.current(home)

    def place_of(uprn: str) -> Point | None:
        found = addresses.with_uprn(uprn) if addresses else []
        return found[0].at if found else None

    return County(
        place_of if addresses else None,
        areas.codes_at if areas else None,
        areas.box if areas else None,
    )


def confirm(sent: SentFile, seen: Preview, *, by: Viewer, at: datetime) -> Edition | None:
    """Make the file that was looked over the register. None where another edition came between."""
    with transaction.atomic():
        ledger.Turn()  # two who confirm at once: the second finds what the first loaded
        made = _switched(sent.pk, sent.organisation, sent.file_name, seen, by=by, at=at)
        if made:
            SentFile.objects.filter(pk=sent.pk).delete()
    return made


def load(
    home: Home,
    content: bytes,
    *,
    organisation: str,
    by: Viewer,
    at: datetime,
    file_name: str = "",
    chosen: Chosen | None = None,
) -> Edition:
    """Make a file the register of an organisation, without anybody's looking it over.

    Without `chosen`, columns are taken for what is known of their headings; others are left out.
    """
    table = read(content)
    if chosen is None:
        chosen = columns.recognised(table.headings, chosen_before(organisation))
    seen = preview(home, table, chosen, organisation, at=at)
    if seen.checked.exchanged:
        raise UserError(
            "Most lines lie in the county only with easting and northing exchanged.",
            "Exchange the headings of the two columns, and load the file again.",
        )
    with transaction.atomic():
        ledger.Turn()
        made = _switched(uuid4(), organisation, file_name[-_LONGEST_NAME:], seen, by=by, at=at)
    if made is None:
        raise UserError("Somebody else loaded this register just now.", "Load it again.")
    return made


def _switched(
    identifier: UUID, organisation: str, file_name: str, seen: Preview, *, by: Viewer, at: datetime
) -> Edition | None:
    """A new edition in place of that which was seen, with its entry; the same twice is one."""
    if known := Edition.objects.filter(pk=identifier).first():
        return known
    if organisation not in organisations.open_names():
        raise UserError(f"There is no organisation {organisation}, or it was closed.", "Name another.")
    if not seen.checked.taken:
        raise UserError("No line of the file can be taken.", "Correct the file, and send it in again.")
    before = newest(organisation)
    if (before.pk if before else None) != seen.before:
        return None
    if before:
        before.held_back.all().delete()
        Edition.objects.filter(pk=before.pk).update(replaced_at=at)
    made = Edition.objects.create(
        id=identifier,
        organisation=organisation,
        file_name=file_name,
        columns=list(seen.chosen.items()),
        loaded_by=by.user_id,
        loaded_at=at,
        held_back_count=len(seen.checked.held_back),
    )
    SiteRecord.objects.bulk_create((_record(made, each) for each in seen.checked.taken), batch_size=_A_BATCH)
    _keep_held_back(made, seen.checked.held_back)
    detail = {
        "edition": str(made.pk),
        "of": organisation,
        "sites": len(seen.checked.taken),
        "held_back": len(seen.checked.held_back),
    }
    ledger.append(Draft(act=Act.LOAD_SITES, at=at, by=by, outcome="done", viewer_detail=detail))
    return made


def read_headings(edition: Edition) -> list[str]:
    """Those of its file that hold something of ours."""
    return [heading for heading, name in edition.columns if name]


def _keep_held_back(edition: Edition, lines: Sequence[Held]) -> None:
    """What columns that are not read say, such as who rents a garage, is nobody's here."""
    headings = read_headings(edition)
    HeldBack.objects.bulk_create(
        (
            HeldBack(
                edition=edition,
                line=each.line,
                reasons=list(each.reasons),
                values=[each.values[heading] for heading in headings],
            )
            for each in lines
        ),
        batch_size=_A_BATCH,
    )


def _record(edition: Edition, taken: Taken) -> SiteRecord:
    said = {name: getattr(taken.site, name) for name in taken.site.__dataclass_fields__}
    at, services = said.pop("at"), said.pop("services")
    return SiteRecord(
        edition=edition,
        organisation=edition.organisation,
        easting=at.easting if at else None,
        northing=at.northing if at else None,
        services=list(services),
        ward=taken.ward,
        doubts=list(taken.doubts),
        **said,
    )

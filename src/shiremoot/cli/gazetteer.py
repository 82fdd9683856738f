"""`shiremoot gazetteer FILE`, `shiremoot wards FILE` and `shiremoot areas FILE`"""

from datetime import UTC, datetime
from pathlib import Path

import click

from shiremoot.errors import UserError
from shiremoot.gazetteer import store, verbs
from shiremoot.gazetteer import wards as wards_in_use
from shiremoot.home import Home


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def gazetteer(file: Path) -> None:
    """Make FILE (CSV: uprn, address, town, postcode, easting, northing) the county's list of addresses."""
    loaded = verbs.load(Home.default(), _content(file), at=datetime.now(UTC))
    click.echo(f"Gazetteer {loaded.load_id}: {loaded}, now in use")
    _say_what_is_outside()


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def wards(file: Path) -> None:
    """Make FILE (GeoJSON in metres: code, name, district) the county's wards."""
    loaded = verbs.load_wards(Home.default(), _content(file), at=datetime.now(UTC))
    click.echo(f"Wards {loaded.load_id}: {loaded}, now in use")
    _say_what_is_outside()


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def areas(file: Path) -> None:
    """Make FILE (CSV: code, easting, northing, people, deprivation decile) the county's small areas."""
    loaded = verbs.load_areas(Home.default(), _content(file), at=datetime.now(UTC))
    click.echo(f"Areas {loaded.load_id}: {loaded}, now in use")


def _say_what_is_outside() -> None:
    """A district that was left out of the file, or another county's file, shows here."""
    addresses, wards = store.current(Home.default()), wards_in_use.current(Home.default())
    if addresses is None or wards is None:
        return
    ward = wards.of_addresses(addresses).addresses["ward"]
    if ward.null_count:
        click.echo(
            f"  {ward.null_count:,} of the gazetteer's {len(ward):,} addresses are in none of the wards"
        )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", "Check its name.") from None

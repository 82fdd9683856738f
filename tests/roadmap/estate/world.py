"""A small county to hold registers against: two wards in one district, and a gazetteer of three addresses."""

from datetime import UTC, datetime

from shiremoot.gazetteer import verbs
from shiremoot.home import Home
from tests.gazetteer.test_wards import SOUTH, WEST, collection, feature

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
EAST, NORTH = WEST + 500, SOUTH + 500
"""In the middle of the first ward; the second begins 500 metres to the east."""
GAZETTEER = f"""uprn,address,town,postcode,easting,northing
1001,1 Mill Lane,Oldford,XK1 2AB,{EAST},{NORTH}
1002,2 Mill Lane,Oldford,XK1 2AB,{EAST + 20},{NORTH}
1003,3 Weir Road,Oldford,XK1 3CD,{EAST + 1000},{NORTH}
"""


def build(home: Home) -> None:
    verbs.load(home, GAZETTEER.encode(), at=NOW)
    verbs.load_wards(home, collection(feature(1), feature(2)), at=NOW)


def register(*lines: str, heads: str = "UniqueAssetId,UPRN,Name,GeoX,GeoY,TenureType") -> bytes:
    return "\r\n".join([heads, *lines, ""]).encode()


LIBRARY = f"B1,1001,Oldford Library,{EAST},{NORTH},Freehold"
DEPOT = f"B2,1003,Weir Depot,{EAST + 1000},{NORTH},Leasehold"

"""The page on which an area in danger is drawn. It reads the gazetteer alone: nobody is looked up by drawing.

Whatever is drawn or was typed before stands in the fields of its forms: nothing of it is in an address.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from shiremoot.access import emergencies
from shiremoot.access.emergencies import MOST_PLACES
from shiremoot.dates import day_of
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gazetteer import store
from shiremoot.gazetteer.geometry import Circle, Point, box_of
from shiremoot.gazetteer.grid import point_in, words_of
from shiremoot.gazetteer.searching import MOST_SPOTS, Spot, spots
from shiremoot.gazetteer.store import Gazetteer
from shiremoot.portal import drawn_places, pictures, sketch
from shiremoot.portal.emergency_views import places_page
from shiremoot.portal.forms import CornersForm, PlacesForm, WhereForm
from shiremoot.portal.sketch import MOST_CORNERS, WIDEST, Sketch
from shiremoot.portal.views import at_the_door

_TYPED = ("purpose", "reason", "places")
_MOST_LISTED = 5_000
"""Addresses, flats among them, whose doors are counted."""
_PIXELS = re.compile(r"\d{1,3}", re.A)
_NOT_FOUND = "No address here is like that: check how it is written, or give its postcode"


@page(Permission.PRACTISE)
@at_the_door
def draw_area(request: MemberRequest) -> HttpResponse:
    """Corners on a map, or everything near one place; its addresses go into the form of an emergency."""
    at = timezone.now()
    offered = emergencies.purposes(settings.HOME, by=viewer(request), at=at)
    if not offered:
        return redirect("emergency-at-places")  # which says why
    typed = {name: request.POST.get(name, "") for name in _TYPED}
    gazetteer = store.current(settings.HOME)
    asked = request.POST.get("do", "")
    if asked == "back":
        return places_page(request, PlacesForm(purposes=offered, typed=typed), offered, at)
    if gazetteer is None:
        return render(request, "portal/draw_area.jinja", {"typed": typed})
    drawing = _Drawing(gazetteer, request.POST, at)
    if asked == "use" and drawing.lines and not drawing.too_many:
        typed["places"] = drawn_places.added(typed["places"], drawing.lines)
        return places_page(request, PlacesForm(purposes=offered, typed=typed), offered, at)
    return render(request, "portal/draw_area.jinja", {"typed": typed, **drawing.context()})


class _Drawing:
    """What one request makes of the sketch that it was sent with."""

    def __init__(self, gazetteer: Gazetteer, sent: QueryDict, at: datetime) -> None:
        self._gazetteer = gazetteer
        asked = sent.get("do", "")
        self.where = WhereForm(sent if asked in ("where", "spot") else None)
        self.corners = CornersForm(sent if asked == "corners" else None)
        self.found: list[Spot] = []
        self.problem = ""
        self.sketch = self._changed(sketch.read(sent), sent, asked, at)
        area = self.sketch.area
        self.too_wide = area is not None and area.box.longest > WIDEST
        self.inside = [] if area is None or self.too_wide else gazetteer.inside(area)
        few = len(self.inside) <= _MOST_LISTED
        self.lines = drawn_places.lines_for(self.inside) if few else []
        self.too_many = not few or len(self.lines) > MOST_PLACES

    def _changed(self, before: Sketch, sent: QueryDict, asked: str, at: datetime) -> Sketch:
        if asked == "where":
            return self._begun(before) if self.where.is_valid() else before
        if asked == "spot":
            chosen = point_in(sent.get("spot", ""))
            return self._at(before, chosen) if chosen and self.where.is_valid() else before
        if asked == "corners":
            return (
                before.with_corners(self.corners.cleaned_data["corners"])
                if self.corners.is_valid()
                else before
            )
        if clicked := self._clicked(before, sent):
            if len(before.corners) == MOST_CORNERS:
                self.problem = (
                    f"An area has {MOST_CORNERS} corners at most. Undo one, or draw a second area after."
                )
            return before.with_corner(clicked)
        if before.middle is None:
            return self._where_typed(before, sent.get("places", ""), at)
        return before.done(asked)

    def _begun(self, before: Sketch) -> Sketch:
        self.found = spots(self._gazetteer, self.where.cleaned_data["where"])
        if not self.found:
            self.where.add_error("where", _NOT_FOUND)
        return self._at(before, self.found[0].middle) if len(self.found) == 1 else before

    def _at(self, before: Sketch, middle: Point) -> Sketch:
        within = self.where.cleaned_data["within"]
        return before.around(Circle(middle, int(within))) if within else replace(before, middle=middle)

    def _clicked(self, before: Sketch, sent: QueryDict) -> Point | None:
        """The spot of the county that was clicked in one of the two pictures."""
        if before.middle is None:
            return None
        for kind, frame in pictures.frames(before.middle, before.across).items():
            x, y = (_PIXELS.fullmatch(sent.get(f"{kind}.{axis}", "")) for axis in "xy")
            if x and y:
                at = int(x.group()), int(y.group())
                if at == (0, 0):  # how a browser sends a picture that was chosen with a key
                    self.problem = "No spot was clicked. With a keyboard, write the corners below the map."
                    return None
                return frame.point(*at)
        return None

    def _where_typed(self, before: Sketch, places: str, at: datetime) -> Sketch:
        """A map begins where the places are that were typed, if there are any."""
        known = drawn_places.addresses_of(self._gazetteer, places, day_of(at))
        return before.showing(box_of(each.at for each in known)) if known else before

    def context(self) -> dict[str, Any]:
        return {
            "gazetteer": self._gazetteer,
            "sketch": self.sketch,
            "where": self.where,
            "corners": self.corners if self.corners.errors else CornersForm(initial=self.sketch.fields),
            "problem": self.problem,
            "found": [(words_of(spot.middle), spot) for spot in self.found] if len(self.found) > 1 else [],
            "more": len(self.found) == MOST_SPOTS,
            "pictures": self._pictures(),
            "inside": self.inside,
            "lines": self.lines,
            "streets": [] if self.too_many else drawn_places.street_by_street(self.inside),
            "too_many": self.too_many,
            "too_wide": self.too_wide,
            "most_places": MOST_PLACES,
        }

    def _pictures(self) -> list[pictures.Picture]:
        if self.sketch.middle is None:
            return []
        frames = pictures.frames(self.sketch.middle, self.sketch.across)
        tallest = max(frames.values(), key=lambda frame: frame.height * frame.scale)
        seen, meant = self._gazetteer.inside(tallest.box), {each.uprn for each in self.inside}
        return [
            pictures.picture(kind, frame, seen, lambda each: each.uprn in meant, self.sketch)
            for kind, frame in frames.items()
        ]

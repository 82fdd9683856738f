from django.urls import path

from shiremoot.portal import (
    caseload_views,
    consent_views,
    correction_views,
    emergency_views,
    fact_views,
    map_views,
    place_views,
    print_views,
    review_views,
    views,
    wrong_link_views,
)

urlpatterns = [
    path("", views.home, name="home"),
    path("find", views.find, name="find"),
    path("find/<uuid:search_id>", views.found, name="found"),
    path("candidates/<uuid:candidate_id>", views.why_opening, name="why-opening"),
    path("openings/<uuid:opening_id>", views.person, name="person"),
    path("openings/<uuid:opening_id>/print", print_views.print_person, name="print-person"),
    path("openings/<uuid:opening_id>/places/<str:name>", place_views.place, name="place"),
    path("emergency", emergency_views.at_places, name="emergency-at-places"),
    path("emergency/map", map_views.draw_area, name="draw-area"),
    path("emergency/<uuid:emergency_id>", emergency_views.emergency, name="emergency"),
    path("emergency/<uuid:emergency_id>/print", emergency_views.print_emergency, name="print-emergency"),
    path("openings/<uuid:opening_id>/protect", fact_views.protect, name="protect"),
    path("openings/<uuid:opening_id>/consent", consent_views.give, name="give-consent"),
    path(
        "openings/<uuid:opening_id>/wrong-link", wrong_link_views.report_wrong_link, name="report-wrong-link"
    ),
    path("openings/<uuid:opening_id>/wrong", correction_views.what_is_wrong, name="what-is-wrong"),
    path(
        "openings/<uuid:opening_id>/wrong/<str:item>",
        correction_views.request_correction,
        name="request-correction",
    ),
    path("openings/<uuid:opening_id>/caseload", caseload_views.add_to_caseload, name="add-to-caseload"),
    path("caseload", caseload_views.caseload, name="caseload"),
    path("caseload/team", caseload_views.team_caseload, name="team-caseload"),
    path(
        "caseload/<int:relationship_id>/take-off", caseload_views.take_off_caseload, name="take-off-caseload"
    ),
    path("reported", correction_views.reported, name="reported"),
    path("reported/<uuid:correction_id>", correction_views.reported_one, name="reported-one"),
    path("corrections", correction_views.correction_list, name="corrections"),
    path("corrections/<uuid:correction_id>", correction_views.correction, name="correction"),
    path("consents/<int:consent_id>/withdraw", consent_views.withdraw, name="withdraw-consent"),
    path("my-access", views.my_access, name="my-access"),
    path("facts", fact_views.protection, name="facts"),
    path("facts/new", fact_views.protect_by_number, name="protect-by-number"),
    path("facts/<uuid:fact_id>/lift", fact_views.lift, name="lift-fact"),
    path("reviews", review_views.review_list, name="reviews"),
    path("reviews/<uuid:review_id>", review_views.review, name="review"),
]

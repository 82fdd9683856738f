"""Every address. Each view declares whom it is for; one that does not is never served."""

from django.urls import include, path

from shiremoot.site import signing_in

urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("acting-as", signing_in.choose_acting_as, name="acting-as"),
    path("agreements/", include("shiremoot.gateway.agreements.urls")),
    path("flow-map/", include("shiremoot.gateway.flow_map.urls")),
    path("", include("shiremoot.gateway.datasets.urls")),
    path("", include("shiremoot.gateway.organisations.urls")),
    path("assurance/", include("shiremoot.gateway.assurance.urls")),
    path("assessments/", include("shiremoot.gateway.dpia.urls")),
    path("", include("shiremoot.gateway.rights.urls")),
    path("record/", include("shiremoot.gateway.record.urls")),
    path("links/", include("shiremoot.singleview.linking.urls")),
    path("analysis/", include("shiremoot.singleview.analysis.urls")),
    path("interventions/", include("shiremoot.roadmap.evaluation.urls")),
    path("estate/", include("shiremoot.roadmap.estate.urls")),
    path("roadmap/", include("shiremoot.roadmap.usecases.urls")),
    path("homes/", include("shiremoot.portal.homes.urls")),
    path("", include("shiremoot.portal.urls")),
    path("", include("shiremoot.portal.sharing.urls")),
]

handler403 = "shiremoot.site.errors.not_allowed"
handler404 = "shiremoot.site.errors.not_found"
handler500 = "shiremoot.site.errors.went_wrong"

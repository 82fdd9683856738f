"""The site's addresses and the personas page."""

from django.urls import include, path

from shiremoot.demo import personas

urlpatterns = [
    path("demo/personas", personas.choose, name="personas"),
    path("", include("shiremoot.site.urls")),
]

handler403 = "shiremoot.site.errors.not_allowed"
handler404 = "shiremoot.site.errors.not_found"
handler500 = "shiremoot.site.errors.went_wrong"

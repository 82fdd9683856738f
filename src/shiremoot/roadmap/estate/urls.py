from django.urls import include, path

urlpatterns = [
    path("options/", include("shiremoot.roadmap.estate.option_urls")),
]

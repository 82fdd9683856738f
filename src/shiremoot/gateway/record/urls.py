from django.urls import path

from shiremoot.gateway.record import views

urlpatterns = [
    path("our-data", views.our_data, name="our-data"),
    path("our-data/counts", views.counts, name="counts"),
    path("export/<slug:kind>", views.export, name="export"),
    path("our-people", views.our_people, name="our-people"),
    path("entries/<int:number>", views.entry, name="entry"),
]

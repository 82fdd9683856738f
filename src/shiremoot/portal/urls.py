from django.urls import path

from shiremoot.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("find", views.find, name="find"),
    path("find/<uuid:search_id>", views.found, name="found"),
    path("candidates/<uuid:candidate_id>", views.why_opening, name="why-opening"),
    path("openings/<uuid:opening_id>", views.person, name="person"),
    path("my-access", views.my_access, name="my-access"),
]

from django.urls import path

from shiremoot.portal.homes import views

urlpatterns = [
    path("", views.homes_lists, name="homes-lists"),
    path("<uuid:list_id>", views.homes_list, name="homes-list"),
    path("<uuid:list_id>/print", views.print_homes, name="print-homes"),
]

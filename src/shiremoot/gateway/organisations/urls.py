from django.urls import path

from shiremoot.gateway.organisations import joining, staff_views, views

urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new", views.add, name="add-organisation"),
    path("organisations/<slug:identifier>/", views.organisation, name="organisation"),
    path("organisations/<slug:identifier>/edit", views.edit, name="edit-organisation"),
    path("organisations/<slug:identifier>/close", views.close, name="close-organisation"),
    path(
        "organisations/<slug:identifier>/administrator",
        views.first_administrator,
        name="first-administrator",
    ),
    path("staff/", staff_views.listed, name="staff"),
    path("staff/search", staff_views.search, name="staff-search"),
    path("staff/new", staff_views.join, name="staff-join"),
    path("staff/upload", staff_views.upload, name="staff-upload"),
    path("staff/uploads/<uuid:upload_id>", staff_views.check_upload, name="staff-check"),
    path("staff/<uuid:user_id>", staff_views.person, name="staff-person"),
    path("staff/<uuid:user_id>/leave", staff_views.leave, name="staff-leave"),
    path("staff/<uuid:user_id>/code", staff_views.code, name="staff-code"),
    path("staff/posts/<int:membership_id>", staff_views.change, name="staff-change"),
    path("join", joining.join, name="join"),
]

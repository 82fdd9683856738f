from django.urls import path

from . import views

urlpatterns = [
    path("", views.queue, name="links"),
    path("quality", views.quality, name="link-quality"),
    path("labels", views.next_label, name="next-link-label"),
    path("labels/<uuid:drawn_id>", views.label, name="link-label"),
    path("decisions", views.decisions, name="link-decisions"),
    path("decisions/<uuid:decision_id>/undo", views.undo, name="undo-link-decision"),
    path("<uuid:question_id>", views.question, name="link-question"),
]

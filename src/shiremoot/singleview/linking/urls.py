from django.urls import path

from . import views

urlpatterns = [
    path("", views.queue, name="links"),
    path("decisions", views.decisions, name="link-decisions"),
    path("decisions/<uuid:decision_id>/undo", views.undo, name="undo-link-decision"),
    path("<uuid:question_id>", views.question, name="link-question"),
]

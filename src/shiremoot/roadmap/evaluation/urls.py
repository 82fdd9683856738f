from django.urls import path

from shiremoot.roadmap.evaluation import views

urlpatterns = [
    path("", views.interventions, name="interventions"),
    path("register", views.register_intervention, name="register-intervention"),
    path("<uuid:intervention_id>", views.intervention, name="intervention"),
    path("<uuid:intervention_id>/change", views.change_intervention, name="change-intervention"),
    path("<uuid:intervention_id>/indicators/<int:number>.csv", views.indicator_file, name="indicator-file"),
    path(
        "<uuid:intervention_id>/comparisons/<int:number>.csv", views.comparison_file, name="comparison-file"
    ),
]

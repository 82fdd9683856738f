from django.urls import path

from shiremoot.gateway.dpia import views

urlpatterns = [
    path("<slug:agreement>", views.assessment, name="assessment"),
    path("<slug:agreement>/questions/<slug:name>", views.question, name="assessment-question"),
    path("<slug:agreement>/risks/new", views.risk, name="assessment-new-risk"),
    path("<slug:agreement>/risks/<int:number>", views.risk, name="assessment-risk"),
    path("<slug:agreement>/risks/<int:number>/remove", views.remove_risk, name="assessment-remove-risk"),
    path("<slug:agreement>/advice", views.advice, name="assessment-advice"),
    path("<slug:agreement>/sign-off", views.sign_off, name="assessment-sign-off"),
]

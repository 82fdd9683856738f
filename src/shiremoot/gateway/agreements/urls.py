from django.urls import path

from shiremoot.gateway.agreements import views

urlpatterns = [
    path("", views.agreements, name="agreements"),
    path("<slug:identifier>/v<int:version>", views.agreement, name="agreement"),
]

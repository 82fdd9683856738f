from django.urls import path

from shiremoot.gateway.agreements import signing_views, views

urlpatterns = [
    path("", views.agreements, name="agreements"),
    path("<slug:identifier>/v<int:version>", views.agreement, name="agreement"),
    path("<slug:identifier>/v<int:version>/compare", views.compare, name="compare-agreement"),
    path("<slug:identifier>/v<int:version>/sign", signing_views.sign, name="sign-agreement"),
    path("<slug:identifier>/v<int:version>/withdraw", signing_views.withdraw, name="withdraw-signature"),
    path("<slug:identifier>/v<int:version>/suspend", signing_views.suspend, name="suspend-agreement"),
    path("<slug:identifier>/v<int:version>/resume", signing_views.resume, name="resume-agreement"),
]

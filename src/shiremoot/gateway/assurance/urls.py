from django.urls import path

from shiremoot.gateway.assurance import small_views, views

urlpatterns = [
    path("", views.board, name="assurance"),
    path("lapsing", views.lapsing, name="assurance-lapsing"),
    path("of/<slug:identifier>/", views.one, name="assurance-of"),
    path("of/<slug:identifier>/effect", views.effect, name="assurance-effect"),
    path("of/<slug:identifier>/record", views.record, name="assurance-record"),
    path("of/<slug:identifier>/extend/<slug:requirement>", views.extend, name="assurance-extend"),
    path("of/<slug:identifier>/questions", small_views.questions, name="assurance-questions"),
    path("items/<int:item_id>/check", views.check, name="assurance-check"),
    path("items/<int:item_id>/withdraw", views.withdraw, name="assurance-withdraw"),
    path("items/<int:item_id>/file", views.file, name="assurance-file"),
    path("answers/<int:answers_id>", small_views.decide, name="assurance-decide"),
    path("answers/<int:answers_id>/stop", small_views.stop, name="assurance-stop"),
]

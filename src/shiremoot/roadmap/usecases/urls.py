from django.urls import path

from shiremoot.roadmap.usecases import views

urlpatterns = [
    path("", views.board, name="roadmap"),
    path("use-cases/<slug:identifier>", views.use_case, name="use-case"),
]

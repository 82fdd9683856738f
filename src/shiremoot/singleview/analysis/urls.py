from django.urls import path

from . import project_views, question_views

urlpatterns = [
    path("", project_views.analysis, name="analysis"),
    path("propose", project_views.propose_project, name="propose-project"),
    path("to-approve", project_views.projects_to_approve, name="projects-to-approve"),
    path("to-approve/<uuid:project_id>", project_views.approve_project, name="approve-project"),
    path("projects/<uuid:project_id>", project_views.project, name="project"),
    path("projects/<uuid:project_id>/end", project_views.end_project, name="end-project"),
    path("projects/<uuid:project_id>/ask", question_views.ask_question, name="ask-question"),
    path("projects/<uuid:project_id>/json", question_views.question_as_json, name="question-as-json"),
    path("questions/<uuid:question_id>", question_views.question, name="question"),
    path("releases/<uuid:release_id>.csv", question_views.release_file, name="release-file"),
]

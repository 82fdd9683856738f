from django.urls import path

from shiremoot.gateway.rights import public_views, task_views, views

_ONE = "data-requests/<uuid:request_id>"

urlpatterns = [
    path("what-is-shared", public_views.what_is_shared, name="what-is-shared"),
    path("data-requests", views.data_requests, name="data-requests"),
    path("data-requests/new", views.new_data_request, name="new-data-request"),
    path(_ONE, views.data_request, name="data-request"),
    path(f"{_ONE}/identity", views.identity, name="data-request-identity"),
    path(f"{_ONE}/clarify", views.clarify, name="data-request-clarify"),
    path(f"{_ONE}/extend", views.extend, name="data-request-extend"),
    path(f"{_ONE}/close", views.close, name="data-request-close"),
    path(f"{_ONE}/find", views.find_subject, name="find-subject"),
    path(f"{_ONE}/found/<uuid:search_id>", views.subject_found, name="subject-found"),
    path(f"{_ONE}/answer", views.make_answer, name="make-data-answer"),
    path(f"{_ONE}/answer/<str:kind>", views.take_answer, name="take-data-answer"),
    path("data-tasks/<uuid:task_id>", task_views.data_task, name="data-task"),
]

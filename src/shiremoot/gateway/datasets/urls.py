from django.urls import path

from shiremoot.gateway.datasets import views

urlpatterns = [
    path("datasets/", views.datasets, name="datasets"),
    path("datasets/<slug:identifier>", views.dataset, name="dataset"),
    path("datasets/<slug:identifier>/contract", views.contract_file, name="contract-file"),
    path("record-of-processing/", views.processing, name="processing"),
    path("record-of-processing/<slug:organisation>", views.processing, name="processing-of"),
    path("record-of-processing/<slug:organisation>/file", views.processing_file, name="processing-file"),
]

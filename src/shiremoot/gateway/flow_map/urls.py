from django.urls import path

from shiremoot.gateway.flow_map import views

urlpatterns = [path("", views.flow_map, name="flow-map")]

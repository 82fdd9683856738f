from django.urls import path

from shiremoot.roadmap.estate import option_views

urlpatterns = [
    path("", option_views.options_list, name="options"),
    path("propose", option_views.propose, name="propose-option"),
    path("compare", option_views.compare, name="compare-options"),
    path("<uuid:option_id>", option_views.option, name="option"),
    path("<uuid:option_id>/hubs.csv", option_views.hubs_file, name="option-hubs-file"),
    path("<uuid:option_id>/displaced.csv", option_views.displaced_file, name="option-displaced-file"),
]

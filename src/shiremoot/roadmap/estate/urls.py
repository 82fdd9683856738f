from django.urls import include, path

from shiremoot.roadmap.estate import register_views, sending_views

urlpatterns = [
    path("", register_views.estate, name="estate"),
    path("sites.csv", register_views.estate_file, name="estate-file"),
    path("sites/<int:site_id>", register_views.site, name="site"),
    path("registers/<slug:organisation>", register_views.register_of, name="register-of"),
    path("held-back.csv", sending_views.held_back_file, name="held-back-file"),
    path("send", sending_views.send_sites, name="send-sites"),
    path("send/<uuid:sent_id>", sending_views.check_sites, name="check-sites"),
    path("send/<uuid:sent_id>/columns", sending_views.sites_columns, name="sites-columns"),
    path("options/", include("shiremoot.roadmap.estate.option_urls")),
]

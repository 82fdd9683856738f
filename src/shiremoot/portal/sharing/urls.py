from django.urls import path

from shiremoot.portal.sharing import ask_views, sharing_views

urlpatterns = [
    path("openings/<uuid:opening_id>/ask", ask_views.ask_service, name="ask-service"),
    path("openings/<uuid:opening_id>/share", sharing_views.share_with, name="share-with"),
    path("asks", ask_views.ask_list, name="asks"),
    path("asks/<uuid:ask_id>", ask_views.ask_to_answer, name="ask-to-answer"),
    path("asks/<uuid:ask_id>/decide", ask_views.decide_on_ask, name="decide-on-ask"),
    path("asks/<uuid:ask_id>/mine", ask_views.my_ask, name="my-ask"),
    path("sharing/<uuid:decision_id>", sharing_views.decide_sharing, name="decide-sharing"),
    path("shared/<uuid:decision_id>", sharing_views.shared_with_me, name="shared-with-me"),
]

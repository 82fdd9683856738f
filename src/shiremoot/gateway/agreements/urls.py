from django.urls import path

from shiremoot.gateway.agreements import (
    assessing,
    comment_views,
    document_views,
    draft_views,
    signing_views,
    views,
)

urlpatterns = [
    path("", views.agreements, name="agreements"),
    path("new", draft_views.begin, name="begin-draft"),
    path("drafts/<slug:identifier>/v<int:version>", draft_views.draft, name="draft"),
    path("drafts/<slug:identifier>/v<int:version>/move", draft_views.move, name="move-draft"),
    path(
        "drafts/<slug:identifier>/v<int:version>/parts/<slug:name>",
        draft_views.section,
        name="draft-section",
    ),
    path("drafts/<slug:identifier>/v<int:version>/flows/new", draft_views.new_flow, name="new-flow"),
    path("drafts/<slug:identifier>/v<int:version>/flows/<slug:name>", draft_views.flow, name="draft-flow"),
    path(
        "drafts/<slug:identifier>/v<int:version>/flows/<slug:name>/remove",
        draft_views.remove_flow,
        name="remove-flow",
    ),
    path("drafts/<slug:identifier>/v<int:version>/assess", assessing.assess_draft, name="assess-draft"),
    path("<slug:identifier>/v<int:version>/assess", assessing.assess, name="assess"),
    path("<slug:identifier>/new-version", draft_views.new_version, name="new-version"),
    path("<slug:identifier>/v<int:version>", views.agreement, name="agreement"),
    path("<slug:identifier>/v<int:version>/compare", views.compare, name="compare-agreement"),
    path("<slug:identifier>/v<int:version>/word", document_views.as_word, name="agreement-word"),
    path("<slug:identifier>/v<int:version>/pdf", document_views.as_pdf, name="agreement-pdf"),
    path("<slug:identifier>/v<int:version>/comments", comment_views.comments, name="comments"),
    path(
        "<slug:identifier>/v<int:version>/comments/<int:number>/settle",
        comment_views.settle,
        name="settle-query",
    ),
    path("<slug:identifier>/v<int:version>/sign", signing_views.sign, name="sign-agreement"),
    path("<slug:identifier>/v<int:version>/withdraw", signing_views.withdraw, name="withdraw-signature"),
    path("<slug:identifier>/v<int:version>/suspend", signing_views.suspend, name="suspend-agreement"),
    path(
        "<slug:identifier>/v<int:version>/switch-off/<str:clause>/<str:field>",
        signing_views.switch_off,
        name="switch-off",
    ),
    path("<slug:identifier>/v<int:version>/resume", signing_views.resume, name="resume-agreement"),
]

"""Every address: the areas, each with its own list."""

from django.urls import include, path

from docflow.web.views import account, desk, documents, notices, search, sign_in, uploads, verify

urlpatterns = [
    path("", desk.show, name="desk"),
    path("sign-in/", sign_in.show, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-out/", sign_in.out, name="sign-out"),
    path("language/", sign_in.language, name="language"),
    path("account/", account.show, name="account"),
    path("account/password/", account.password, name="account_password"),
    path("account/second-factor/", account.second_factor, name="account_second_factor"),
    path(
        "account/second-factor/picture.svg",
        account.second_factor_picture,
        name="account_second_factor_picture",
    ),
    path("account/programs/", account.programs, name="account_programs"),
    path("account/sessions/", account.end_sessions, name="account_sessions"),
    path("queue/<slug:code>/", desk.queue, name="queue"),
    path("acting/", desk.act_as, name="act_as"),
    path("keyboard/", desk.keyboard, name="keyboard"),
    path("notices/", notices.show, name="notices"),
    path("search/", search.show, name="search"),
    path("document/<uuid:uid>/", documents.show, name="document"),
    path("", include("docflow.web.views.viewer")),
    path("signing/", include("docflow.web.views.signing")),
    path("uploads/check/", uploads.check, name="upload_check"),
    path("outgoing/", include("docflow.web.views.outgoing")),
    path("write/", include("docflow.web.views.layouts")),
    path("incoming/", include("docflow.web.views.incoming")),
    path("registers/", include("docflow.web.views.registers")),
    path("tracking/", include("docflow.web.views.tracking")),
    path("log/", include("docflow.web.views.log")),
    path("rates/", include("docflow.web.views.rates")),
    path("reporting/", include("docflow.web.views.reporting")),
    path("verify/", include(verify.addresses)),
    path("units/", include("docflow.web.views.units")),
    path("people/", include("docflow.web.views.people")),
    path("delegations/", include("docflow.web.views.delegations")),
    path("handing-over/", include("docflow.web.views.handing_over")),
    path("rights/", include("docflow.web.views.rights")),
    path("keys/", include("docflow.web.views.keys")),
    path("health/", include("docflow.web.views.health")),
]

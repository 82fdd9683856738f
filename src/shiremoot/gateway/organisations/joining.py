"""The page on which somebody new sets a password with their code. Anybody may open it; a code works once."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from shiremoot.errors import UserError
from shiremoot.gateway.organisations import invitations
from shiremoot.gateway.organisations.permissions import Permission, page


class JoinForm(forms.Form):
    email = forms.CharField(max_length=254, error_messages={"required": "Enter your email address"})
    code = forms.CharField(max_length=40, error_messages={"required": "Enter the code that you were given"})
    password = forms.CharField(
        strip=False, max_length=1000, error_messages={"required": "Enter the password that you want to have"}
    )

    def clean_password(self) -> str:
        try:
            invitations.check_password(self.cleaned_data["password"])
        except UserError as error:
            raise forms.ValidationError(error.message) from None
        return str(self.cleaned_data["password"])


@page(Permission.PUBLIC)
@sensitive_post_parameters("password", "code")
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.set_password(**form.cleaned_data, at=timezone.now())
            return render(request, "organisations/joined.jinja")
        except UserError as error:
            form.add_error("code", f"{error.message} {error.next_step}")
    return render(request, "organisations/join.jinja", {"form": form})

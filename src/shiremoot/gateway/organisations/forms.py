"""What administrators type about an organisation."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from shiremoot.errors import UserError
from shiremoot.gateway.form_fields import one_of, optional_email, optional_text, short_text
from shiremoot.gateway.organisations import identifiers, kinds
from shiremoot.gateway.organisations.details import ContactLine, Details, Holder, owner_of
from shiremoot.gateway.organisations.file import RESERVED, SHORT_NAME
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.gateway.organisations.offices import Office

CONTACTS = range(1, 5)


class OrganisationForm(forms.Form):
    """Everything that an organisation's administrators may change, as fields of text."""

    name = short_text("Enter the organisation's name")
    kind = one_of("Choose what kind of body it is")
    phone = optional_text(40)
    sponsor = forms.ChoiceField(required=False)

    def __init__(self, data: Any = None, *, organisation: Organisation, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._organisation = organisation
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "Choose"), *kinds.choices()]
        others = Organisation.objects.filter(closed_at=None).exclude(pk=organisation.pk).order_by("name")
        cast(forms.ChoiceField, self.fields["sponsor"]).choices = [
            ("", "Nobody"),
            *others.values_list("identifier", "name"),
        ]
        for scheme in identifiers.SCHEMES:
            self.fields[scheme] = optional_text(40)
        for number in CONTACTS:
            self.fields[f"about_{number}"] = optional_text(80)
            self.fields[f"phone_{number}"] = optional_text(40)
            self.fields[f"email_{number}"] = optional_email()
        for office in Office:
            self.fields[office.value] = optional_text()
            self.fields[f"{office.value}-email"] = optional_email()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for scheme in identifiers.SCHEMES:
            if value := found.get(scheme):
                self._check_identifier(scheme, value, found)
        for number in CONTACTS:
            if (found.get(f"phone_{number}") or found.get(f"email_{number}")) and not found.get(
                f"about_{number}"
            ):
                self.add_error(f"about_{number}", "Enter what this contact is about")
        for office in Office:
            if found.get(f"{office.value}-email") and not found.get(office.value):
                self.add_error(office.value, f"Enter the name of the {office.label.lower()}")
        return found

    def _check_identifier(self, scheme: str, value: str, found: dict[str, Any]) -> None:
        try:
            found[scheme] = identifiers.check(scheme, value).value
        except UserError as error:
            self.add_error(scheme, error.message.rstrip("."))
            return
        owner = owner_of(scheme, found[scheme])
        if owner is not None and owner != self._organisation:
            self.add_error(scheme, f"{owner.name} has this {identifiers.SCHEMES[scheme].label} already")

    @property
    def looks_odd(self) -> bool:
        """Whether an identifier does not look like others, and is kept all the same."""
        said = self.cleaned_data
        return any(identifiers.check(name, said[name]).warning for name in identifiers.SCHEMES if said[name])

    @property
    def details(self) -> Details:
        return details_in(self.cleaned_data)

    @property
    def typed(self) -> dict[str, str]:
        """Every field as it was sent."""
        return {name: str(self.data.get(name, "")).strip() for name in self.fields}


def details_in(found: Mapping[str, str]) -> Details:
    """What a form's fields say."""
    return Details(
        name=found["name"],
        kind=found["kind"],
        phone=found["phone"],
        sponsor=found["sponsor"],
        identifiers={scheme: found[scheme] for scheme in identifiers.SCHEMES if found[scheme]},
        contacts=tuple(
            ContactLine(found[f"about_{number}"], found[f"phone_{number}"], found[f"email_{number}"])
            for number in CONTACTS
            if found[f"about_{number}"]
        ),
        offices={
            office: Holder(found[office.value], found[f"{office.value}-email"].lower())
            for office in Office
            if found[office.value]
        },
    )


def fields_of(known: Details) -> dict[str, str]:
    """The same the other way round: what the form begins with."""
    found = {"name": known.name, "kind": known.kind, "phone": known.phone, "sponsor": known.sponsor}
    found |= {scheme: known.identifiers.get(scheme, "") for scheme in identifiers.SCHEMES}
    for number in CONTACTS:
        line = known.contacts[number - 1] if number <= len(known.contacts) else ContactLine("")
        found |= {f"about_{number}": line.about, f"phone_{number}": line.phone, f"email_{number}": line.email}
    for office in Office:
        holder = known.offices.get(office, Holder(""))
        found |= {office.value: holder.name, f"{office.value}-email": holder.email}
    return found


def label_of(name: str) -> str:
    """A field in words, for the list of what somebody else changed."""
    if name in identifiers.SCHEMES:
        return identifiers.SCHEMES[name].label
    plain = name.removesuffix("-email")
    if plain in list(Office):
        return f"{Office(plain).label}{', email address' if plain != name else ''}"
    part, _, number = name.partition("_")
    words = {"about": "about", "phone": "telephone", "email": "email address"}
    return f"Contact {number}, {words[part]}" if number else _LABELS[name]


_LABELS = {"name": "Name", "kind": "Kind of body", "phone": "Telephone", "sponsor": "Sponsor"}


class NewOrganisationForm(forms.Form):
    """An organisation that the host adds; its administrators say the rest."""

    name = short_text("Enter the organisation's name")
    identifier = forms.RegexField(
        SHORT_NAME,
        max_length=80,
        error_messages={
            "required": "Enter a short name, such as north-council",
            "invalid": "Write the short name with small letters, figures and hyphens, such as north-council",
            "max_length": "Enter 80 characters or fewer",
        },
    )
    kind = one_of("Choose what kind of body it is")
    sponsor = forms.ChoiceField(required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        there = Organisation.objects.filter(closed_at=None)
        names = there.order_by("name").values_list("identifier", "name")
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "Choose"), *kinds.choices()]
        cast(forms.ChoiceField, self.fields["sponsor"]).choices = [("", "Nobody"), *names]

    def clean_identifier(self) -> str:
        found: str = self.cleaned_data["identifier"]
        if found in RESERVED or Organisation.objects.filter(pk=found).exists():
            raise forms.ValidationError("This short name is taken. Choose another one")
        return found


class ClosingForm(forms.Form):
    why = forms.CharField(
        max_length=2000,
        error_messages={
            "required": "Enter why the organisation is closed",
            "max_length": "Enter 2,000 characters or fewer",
        },
    )


class AdministratorForm(forms.Form):
    """Who is to administer an organisation that nobody administers."""

    name = short_text("Enter their name")
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": "Enter their email address",
            "invalid": "Enter an email address like name@example.org",
        },
    )

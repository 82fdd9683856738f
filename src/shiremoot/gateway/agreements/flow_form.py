"""The form of one flow: what passes to whom for what, and the law on each side."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from shiremoot.contracts import Contract
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind
from shiremoot.gateway.agreements import derived_form
from shiremoot.gateway.agreements.checking import World
from shiremoot.gateway.agreements.draft_forms import Choices, choice, choices, long_text, with_kept
from shiremoot.gateway.agreements.file import OPT_OUT_APPLIES, Clause, Rows, SideLaw
from shiremoot.gateway.agreements.lawful import transfer
from shiremoot.gateway.form_fields import optional_text, short_text
from shiremoot.law.fitting import Fit, powers_that_fit
from shiremoot.law.flows import Regime, Subjects, Trait
from shiremoot.law.items import Item

SIDES = ("provider", "recipient")
STATEMENTS = ("need", "proportionality", "public_interest", "assessment", "balancing", "withdrawal")
_LIST = "Choose from the list"
_TRAITS = {
    Trait.PROFILING: "It profiles people",
    Trait.AUTOMATED_DECISIONS: "Decisions are made by a machine alone",
    Trait.DENIES_SERVICE: "It can lead to somebody being refused a service",
    Trait.TRACKING: "It follows where people are or what they do",
    Trait.PUBLIC_MONITORING: "It watches a public place on a large scale",
    Trait.INNOVATIVE: "It uses technology in a new way",
    Trait.TARGETS_VULNERABLE: "It offers services to children or vulnerable people because they are",
    Trait.COULD_HARM: "A breach could put somebody in danger",
    Trait.NOT_TOLD: "People are not told by those from whom the data come",
    Trait.MATCHED: "It is combined with data from elsewhere",
}
_SPARE_ROWS = 1
_SAYS = "="
"""Between a field and the word that rows are limited to, in the name of a choice."""


@dataclass(frozen=True)
class Offered:
    """What the form offers: the draft's parties by name, and what the law and the contracts have."""

    world: World
    parties: Mapping[str, str]

    @property
    def datasets(self) -> Choices:
        """Those that a party may share."""
        mine = [each for each in self.world.contracts.values() if each.provider in self.parties]
        named = [(each.dataset, f"{each.name}, {self.parties[each.provider]}") for each in mine]
        return [("", "Choose a dataset"), *sorted(named, key=lambda each: each[1])]


class FlowForm(forms.Form):
    """`clause` is what is kept of the flow; what it names stays on offer even where nothing else has it."""

    clause = short_text("Enter the number of the clause", 12)
    sentence = long_text()
    dataset = choice([], "Choose a dataset from the list")
    purpose = choice(
        [("", "Choose a purpose"), *((each.value, each.label) for each in Purpose)], "Choose a purpose"
    )
    mode = choice([(each.value, each.value.capitalize()) for each in Mode], "Choose how people appear")
    relationships = choices([(each.value, each.label.capitalize()) for each in RelationshipKind], _LIST)
    fields_shared = choices([], "Choose fields that the dataset has")
    rows_field = choice([], "Choose all rows, a date or a word of the dataset")
    rows_months = forms.IntegerField(required=False, min_value=1, max_value=1200)
    subjects = choice(
        [("", "Choose whom"), *((each.value, each.value.capitalize()) for each in Subjects)], "Choose whom"
    )
    people = forms.IntegerField(
        required=False, min_value=0, error_messages={"invalid": "Enter a number, such as 600"}
    )
    categories = choices([], _LIST)
    offences = forms.BooleanField(required=False)
    patient_information = forms.BooleanField(required=False)
    confidentiality = choice([], "Choose a route from the list")
    opt_out = choice([], "Choose an answer from the list")
    traits = choices([(each.value, words) for each, words in _TRAITS.items()], _LIST)
    on_request = forms.BooleanField(required=False)
    rests_on_consent = forms.BooleanField(required=False)
    retention = optional_text(500)
    when_withheld = optional_text(500)
    obligations = long_text()
    need, proportionality, public_interest = long_text(), long_text(), long_text()
    assessment, balancing, withdrawal = long_text(), long_text(), long_text()

    def __init__(self, data: Any = None, *, clause: Clause, offered: Offered) -> None:
        super().__init__(data, initial=_initial(clause))
        self._clause, self._offered = clause, offered
        law, world = offered.world.law, offered.world
        self.contract = world.contracts.get(clause.dataset)
        self._offer("dataset", with_kept(offered.datasets, clause.dataset))
        self._offer("categories", [(each.id, each.label) for each in law.categories.on(world.on)])
        self._offer("confidentiality", self._items(law.routes, clause.confidentiality))
        self._offer("opt_out", self._items(law.opt_outs, clause.opt_out))
        limits: Choices = [("", "All rows"), *_dates(self.contract), *_words(self.contract)]
        self._offer("rows_field", with_kept(limits, _limit(clause.rows) or None))
        self._offer("fields_shared", self._fields())
        for side in SIDES:
            self._add_side(side)
        self.rows = self._add_recipients(data)
        self.derived = derived_form.rows(clause, self.contract)
        for row in self.derived:
            self.fields |= row.form_fields
            self.initial.update(row.initial(clause))

    def _offer(self, name: str, found: Choices) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = found

    def _fields(self) -> Choices:
        """What the dataset has; whole tables only where the flow names them so already."""
        tables = self.contract.tables if self.contract else ()
        whole = {f"{table.name}.*": f"Everything in {table.label or table.name}" for table in tables}
        found = [(name, words) for name, words in whole.items() if name in self._clause.fields]
        found += _named_fields(self.contract)
        for field in self._clause.fields:
            found = with_kept(found, field)
        return found

    @property
    def field_groups(self) -> list[tuple[str, Choices]]:
        """The fields table by table, as the page lists them."""
        labels = (
            {table.name: table.label or table.name for table in self.contract.tables} if self.contract else {}
        )
        groups: dict[str, Choices] = defaultdict(list)
        for value, words in self._fields():
            table = value.partition(".")[0]
            groups[labels.get(table, table)].append((value, words))
        return list(groups.items())

    def _items(self, shelf: Any, kept: str, empty: str = "None") -> Choices:
        """Items in force, those usual for the purpose first; and what is kept, in force or not."""
        law = self._offered.world.law
        purpose = law.purposes.get(self._clause.purpose or "")
        usual = purpose.suggests if purpose else ()
        found: list[Item] = sorted(shelf.on(self._offered.world.on), key=lambda each: each.id not in usual)
        listed = [
            (each.id, f"{each.label} ({each.citation}){', usual here' if each.id in usual else ''}")
            for each in found
        ]
        return with_kept([("", empty), *listed], kept)

    def _add_side(self, side: str) -> None:
        law = self._offered.world.law
        said: SideLaw = getattr(self._clause, f"{side}_law") or SideLaw()
        regimes = [(Regime.UKGDPR.value, "UK GDPR"), (Regime.PART3.value, "Law enforcement, Part 3")]
        self.fields[f"{side}_regime"] = choice(regimes, "Choose UK GDPR or law enforcement")
        offence = {each.id: each for each in (*law.article_10.values(), *law.schedule_1.values())}
        for key, shelf in (
            ("basis", law.bases),
            ("recognised_interest", law.recognised_interests),
            ("condition", law.conditions),
            ("schedule_1", law.schedule_1),
            ("part_3_basis", law.part_3_bases),
            ("schedule_8", law.schedule_8),
        ):
            self.fields[f"{side}_{key}"] = choice(self._items(shelf, getattr(said, key)), _LIST)
        listed = [
            ("", "None"),
            *((name, f"{each.label} ({each.citation})") for name, each in offence.items()),
        ]
        self.fields[f"{side}_offence_condition"] = choice(with_kept(listed, said.offence_condition), _LIST)
        self.fields[f"{side}_powers"] = choices(self._powers(side, said.powers), _LIST)
        others = [
            (each.id, f"{each.citation}: {each.label}") for each in law.powers.on(self._offered.world.on)
        ]
        self.fields[f"{side}_other_power"] = choice([("", "None"), *others], _LIST)
        self.fields[f"{side}_policy_document"] = forms.BooleanField(required=False)

    def _powers(self, side: str, cited: Iterable[str]) -> Choices:
        """The powers that fit, best first, and whatever is cited though it does not."""
        law = self._offered.world.law
        listed = [(fit.power.id, f"{fit.power.citation}: {fit.power.label}") for fit in self.fits(side)]
        for each in cited:
            if all(value != each for value, _ in listed):
                power = law.powers.get(each)
                words = f"{power.citation}: {power.label}" if power else f"{each} (unknown)"
                listed.append((each, words))
        return listed

    def fits(self, side: str) -> list[Fit]:
        """The powers that this side may cite, for the first recipient."""
        world = self._offered.world
        for recipient in self._clause.recipients[:1]:
            organisation = recipient.organisation
            asked = transfer(self._clause, recipient=organisation, bodies=world.bodies, law=world.law)
            found = powers_that_fit(world.law, asked, world.on) if asked else ()
            return [fit for fit in found if side in fit.cited_by]
        return []

    @property
    def power_hints(self) -> dict[str, str]:
        """Power → why it is offered, and what it still needs."""
        found = {}
        for side in SIDES:
            for fit in self.fits(side):
                needs = f". It still needs: {'; '.join(fit.needs)}" if fit.needs else ""
                found[fit.power.id] = f"{'. '.join(fit.reasons)}{needs}."
        return found

    def _add_recipients(self, data: Any) -> list[tuple[str, str]]:
        """A row for each recipient and some to spare; the names of the fields of each row."""
        posted = [int(found[1]) for key in data or () if (found := re.fullmatch(r"to_roles_(\d{1,3})", key))]
        many = max(len(self._clause.recipients) + _SPARE_ROWS, *(each + 1 for each in posted), 0)
        named = [("", "Nobody"), *sorted(self._offered.parties.items(), key=lambda each: each[1])]
        rows = [(f"to_organisation_{place}", f"to_roles_{place}") for place in range(many)]
        for place, (organisation, roles) in enumerate(rows):
            kept = self._clause.recipients[place : place + 1]
            listed = with_kept(named, kept[0].organisation) if kept else named
            self.fields[organisation] = choice(listed, "Choose a party")
            self.fields[roles] = optional_text(200)
        return rows

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for organisation, roles in self.rows:
            named, typed = found.get(organisation), found.get(roles, "")
            if named and not _roles(typed):
                self.add_error(roles, "Enter the roles that may see it, such as social worker")
            if typed and not named and organisation in found:
                self.add_error(organisation, "Choose the party that these roles belong to")
        by, _, value = found.get("rows_field", "").partition(_SAYS)
        if by and not value and not found.get("rows_months"):
            self.add_error("rows_months", "Enter how many months back")
        return found

    def content(self) -> dict[str, Any]:
        """The flow in the keys of an agreement file. Its provider is whoever the dataset's contract names."""
        typed = self.cleaned_data
        contract = self._offered.world.contracts.get(typed["dataset"])
        same = typed["dataset"] == self._clause.dataset
        by, _, value = typed["rows_field"].partition(_SAYS)
        rows = (
            {"field": by, "value": value} if value else {"field": by, "within_months": typed["rows_months"]}
        )
        found = {
            **{key: typed[key] for key in _AS_TYPED},
            "mode": typed["mode"] or Mode.IDENTIFIED,
            "provider": contract.provider if contract else self._clause.provider,
            # another dataset has other fields
            "fields": typed["fields_shared"] if same else [],
            "rows": rows if by and same else None,
            "derived": [said for row in self.derived if same and (said := row.content(typed))],
            "purpose": typed["purpose"] or None,
            "subjects": typed["subjects"] or None,
            "recipients": [
                {"organisation": typed[organisation], "roles": _roles(typed[roles])}
                for organisation, roles in self.rows
                if typed[organisation]
            ],
            "obligations": [line.strip() for line in typed["obligations"].splitlines() if line.strip()],
            "opt_out_applies": typed["opt_out"] == OPT_OUT_APPLIES,
            "statements": {key: typed[key] for key in STATEMENTS},
            "provider_law": self._side("provider"),
            "recipient_law": self._side("recipient"),
        }
        return Clause.model_validate(found).model_dump(mode="json", exclude_defaults=True)

    def _side(self, side: str) -> dict[str, Any]:
        typed = self.cleaned_data
        other = [typed[f"{side}_other_power"]] if typed[f"{side}_other_power"] else []
        powers = list(dict.fromkeys([*typed[f"{side}_powers"], *other]))
        regime = typed[f"{side}_regime"] or Regime.UKGDPR
        return {key: typed[f"{side}_{key}"] for key in _OF_SIDE} | {"regime": regime, "powers": powers}


_AS_TYPED = (
    "clause",
    "sentence",
    "dataset",
    "mode",
    "relationships",
    "people",
    "categories",
    "offences",
    "patient_information",
    "confidentiality",
    "opt_out",
    "traits",
    "on_request",
    "rests_on_consent",
    "retention",
    "when_withheld",
)
_OF_SIDE = (
    "regime",
    "basis",
    "recognised_interest",
    "condition",
    "schedule_1",
    "offence_condition",
    "part_3_basis",
    "schedule_8",
    "policy_document",
)


def _initial(clause: Clause) -> dict[str, Any]:
    found: dict[str, Any] = {key: getattr(clause, key) for key in _AS_TYPED}
    found |= {
        "purpose": clause.purpose or "",
        "subjects": clause.subjects or "",
        "fields_shared": list(clause.fields),
        "rows_field": _limit(clause.rows),
        "rows_months": clause.rows.within_months if clause.rows else None,
        "obligations": "\n".join(clause.obligations),
        **clause.statements.model_dump(),
    }
    for side in SIDES:
        said: SideLaw = getattr(clause, f"{side}_law") or SideLaw()
        found |= {f"{side}_{key}": getattr(said, key) for key in (*_OF_SIDE, "powers")}
    for place, recipient in enumerate(clause.recipients):
        found[f"to_organisation_{place}"] = recipient.organisation
        found[f"to_roles_{place}"] = ", ".join(recipient.roles).replace("-", " ")
    return found


def _roles(typed: str) -> list[str]:
    """*Social worker, team manager* as flows write it."""
    words = (re.sub(r"[^a-z0-9]+", "-", each.lower()).strip("-0123456789") for each in typed.split(","))
    return [each for each in words if each]


def _named_fields(contract: Contract | None) -> Choices:
    tables = contract.tables if contract else ()
    return [
        (
            f"{table.name}.{field.name}",
            f"{field.label or (field.meaning.label if field.meaning else field.name)}"
            f"{' (sensitive)' if field.category == 'sensitive' else ''}",
        )
        for table in tables
        for field in table.fields
        if field.meaning
    ]


def _dates(contract: Contract | None) -> Choices:
    tables = contract.tables if contract else ()
    return [
        (
            f"{table.name}.{field.name}",
            f"Recent rows by {field.label or field.name} of {table.label or table.name}",
        )
        for table in tables
        for field in table.fields
        if field.meaning and field.type in ("date", "timestamp")
    ]


def _words(contract: Contract | None) -> Choices:
    """The fields that hold words of a closed list, each with each of them."""
    tables = contract.tables if contract else ()
    return [
        (
            f"{table.name}.{field.name}{_SAYS}{value}",
            f"Rows in which {field.label or field.meaning.label} is {value}",
        )
        for table in tables
        for field in table.fields
        if field.meaning
        for value in field.meaning.values
    ]


def _limit(rows: Rows | None) -> str:
    """How the form names it."""
    if rows is None:
        return ""
    return f"{rows.field}{_SAYS}{rows.value}" if rows.value else rows.field

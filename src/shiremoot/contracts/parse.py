"""From the text of an ODCS 3.1 file to a Contract, or a sentence that says what to write instead."""

import re
from collections.abc import Sequence
from typing import Any

import yaml
from pydantic import ValidationError

from shiremoot.errors import UserError
from shiremoot.yaml_text import LOADER

from . import dates, odcs, service_level, wording
from .model import DETAIL, ENTITIES, PERSON, PERSON_KEY, Contract, Field, Reference, Table
from .quality import read_check
from .rules import DisplayRule
from .vocabulary import vocabulary

_ROOT_KEYS = (
    "uk.provider",
    "uk.service",
    "uk.owner",
    "uk.subjects",
    "uk.maxRejectedPercent",
    "uk.maxShrinkPercent",
    "uk.oneRecordAPerson",
)
_TABLE_KEYS = ("uk.entity", "uk.showWhen")
_FIELD_KEYS = (
    "uk.meaning",
    "uk.category",
    "uk.derived",
    "uk.showWhen",
    "uk.codes",
    "uk.trueValues",
    "uk.formats",
)
_TYPES_FOR = {
    "string": ("string", "integer"),
    "date": ("date", "timestamp"),
    "number": ("number", "integer"),
    "boolean": ("boolean",),
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DATASET = re.compile(r"[a-z][a-z0-9-]*")

_SAID_ONCE = ("person.nhs_number", "address.uprn", "tie.other", "event.value")


def parse_contract(text: str, name: str = "the contract") -> Contract:
    """Read one contract; `name` says in errors which file it is. Raises UserError."""
    try:
        return _contract(_shape(text))
    except wording.Wrong as wrong:
        raise UserError(f"{name}: {wrong}", "Mend the contract file and try again.") from None


def _shape(text: str) -> odcs.ContractFile:
    try:
        content = yaml.load(text, Loader=_PlainLoader)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f" at line {line + 1}" if line is not None else ""
        raise wording.Wrong(f"this is not readable YAML{where}") from None
    if not isinstance(content, dict):
        raise wording.Wrong("this is not an ODCS contract: it should begin with apiVersion and kind")
    try:
        return odcs.ContractFile.model_validate(content)
    except ValidationError as error:
        raise wording.Wrong(wording.of_validation(error, content)) from None


def _contract(shape: odcs.ContractFile) -> Contract:
    if not _DATASET.fullmatch(shape.id):
        raise wording.Wrong("id must be the dataset's name in small letters, digits and hyphens")
    custom = _custom(shape.customProperties, _ROOT_KEYS, "customProperties of the contract")
    for needed in ("uk.provider", "uk.service"):
        if not custom.get(needed):
            raise wording.Wrong(f"customProperties must give {needed}")
    _no_repeats([table.name for table in shape.schema_], "tables")
    tables = tuple(_table(table) for table in shape.schema_)
    _check_people(tables)
    _check_references(tables)
    _check_details_have_one_home(tables)
    _check_rules(tables)
    return Contract(
        dataset=shape.id,
        name=shape.name or shape.id,
        version=shape.version,
        status=shape.status,
        purpose=shape.description.purpose,
        provider=str(custom["uk.provider"]),
        service=str(custom["uk.service"]),
        owner=str(custom.get("uk.owner", "")),
        subjects=_words(custom, "uk.subjects", "customProperties of the contract"),
        loads_every=service_level.loads_every(shape.slaProperties),
        kept_for=service_level.kept_for(shape.slaProperties),
        max_rejected_percent=_percent(custom, "uk.maxRejectedPercent", 5),
        one_record_a_person=_yes(custom, "uk.oneRecordAPerson", "customProperties"),
        max_shrink_percent=_percent(custom, "uk.maxShrinkPercent", 20),
        tables=tables,
    )


def _table(shape: odcs.SchemaObject) -> Table:
    where = f"table {shape.name}"
    _check_name(shape.name, where)
    custom = _custom(shape.customProperties, _TABLE_KEYS, where)
    entity = custom.get("uk.entity")
    if entity not in ENTITIES:
        raise wording.Wrong(f"{where}: uk.entity must be one of {', '.join(ENTITIES)}")
    _no_repeats([prop.name for prop in shape.properties], f"fields of {where}")
    fields = tuple(_field(prop, shape.name, where) for prop in shape.properties)
    _no_repeats([field.header for field in fields], f"physicalNames of {where}")
    names = {field.name for field in fields}
    _no_second(fields, where)
    checks = [read_check(check, names, (), where) for check in shape.quality]
    for prop in shape.properties:
        checks += [
            read_check(check, names, (prop.name,), f"{where}, field {prop.name}") for check in prop.quality
        ]
    return Table(
        name=shape.name,
        file_glob=shape.physicalName or f"{shape.name}*",
        entity=entity,
        fields=fields,
        label=shape.businessName or shape.name.replace("_", " ").capitalize(),
        description=shape.description if isinstance(shape.description, str) else "",
        show_when=_rule(custom, where, _the_date_of(fields), shape.name),
        checks=tuple(checks),
        key=tuple(prop.name for prop in shape.properties if prop.primaryKey),
    )


def _field(prop: odcs.Property, table: str, within: str) -> Field:
    where = f"{within}, field {prop.name}"
    _check_name(prop.name, where)
    custom = _custom(prop.customProperties, _FIELD_KEYS, where)
    options = prop.logicalTypeOptions
    meaning = custom.get("uk.meaning")
    if meaning is not None and meaning not in vocabulary():
        hint = wording.did_you_mean(str(meaning), list(vocabulary()))
        raise wording.Wrong(f"{where}: there is no meaning “{meaning}”{hint}")
    if options.pattern is not None:
        _check_pattern(options.pattern, where)
    if prop.logicalType in ("date", "timestamp"):
        dates.check_bounds((options.minimum, options.maximum), where)
    known = vocabulary()[meaning] if meaning else None
    if known and prop.logicalType not in _TYPES_FOR[known.type]:
        raise wording.Wrong(f"{where}: {meaning} needs logicalType {_TYPES_FOR[known.type][0]}")
    codes = _codes(custom, prop.logicalType, where)
    if known and known.values and not set((codes or {"": ""}).values()) <= set(known.values):
        words = ", ".join(known.values)
        raise wording.Wrong(f"{where}: {meaning} needs uk.codes that map each code to one of: {words}")
    return Field(
        name=prop.name,
        header=(prop.physicalName or prop.name).strip(),
        type=prop.logicalType,
        formats=dates.formats_of(prop.logicalType, options.format, custom.get("uk.formats"), where),
        pattern=options.pattern,
        min_length=options.minLength,
        max_length=options.maxLength,
        minimum=options.minimum,
        maximum=options.maximum,
        required=prop.required or prop.primaryKey or meaning == PERSON_KEY,
        unique=prop.unique,
        label=prop.businessName,
        meaning=known,
        category=custom.get("uk.category", known.category if known else None),
        derived=_yes(custom, "uk.derived", where),
        show_when=_rule(custom, where, None, table),
        codes=codes,
        true_values=_words(custom, "uk.trueValues", where),
        refers_to=_reference(prop, where),
    )


def _yes(custom: dict[str, Any], key: str, where: str) -> bool:
    value = custom.get(key, False)
    if not isinstance(value, bool):
        raise wording.Wrong(f"{where}: {key} must be true or false")
    return value


def _custom(properties: Sequence[odcs.CustomProperty], known: Sequence[str], where: str) -> dict[str, Any]:
    for custom in properties:
        if custom.property.startswith("uk.") and custom.property not in known:
            hint = wording.did_you_mean(custom.property, known)
            raise wording.Wrong(f"{where}: {custom.property} is not known here{hint}")
    _no_repeats([custom.property for custom in properties], f"customProperties in {where}")
    return {custom.property: custom.value for custom in properties}


def _rule(custom: dict[str, Any], where: str, usual_date: str | None, table: str) -> DisplayRule | None:
    value = custom.get("uk.showWhen")
    if value is None:
        return None
    allowed = {"minAge": int, "maxAge": int, "withinMonths": int, "of": str}
    if (
        not isinstance(value, dict)
        or not value
        or any(key not in allowed or type(part) is not allowed[key] for key, part in value.items())
    ):
        raise wording.Wrong(
            f"{where}: uk.showWhen takes minAge, maxAge, withinMonths (whole numbers) and of (a date field)"
        )
    of = value.get("of", usual_date)
    if "withinMonths" in value and not of:
        raise wording.Wrong(
            f"{where}: uk.showWhen withinMonths must say of which date field, e.g. of: start_date"
        )
    column = of if of is None or "." in of else f"{table}.{of}"
    return DisplayRule(value.get("minAge"), value.get("maxAge"), value.get("withinMonths"), column)


def _the_date_of(fields: Sequence[Field]) -> str | None:
    for meaning in ("event.date", "involvement.last_contact", "involvement.start"):
        for field in fields:
            if field.meaning and field.meaning.name == meaning:
                return field.name
    return None


def _codes(custom: dict[str, Any], logical_type: str, where: str) -> dict[str, str] | None:
    codes = custom.get("uk.codes")
    if codes is None:
        return None
    if not isinstance(codes, dict) or not codes or logical_type != "string":
        raise wording.Wrong(f"{where}: uk.codes maps each code of a string field to words, e.g. M: Male")
    return {str(code): str(words) for code, words in codes.items()}


def _words(custom: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = custom.get(key, [])
    if not isinstance(value, list):
        raise wording.Wrong(f"{where}: {key} must be a list")
    return tuple(str(word) for word in value)


def _reference(prop: odcs.Property, where: str) -> Reference | None:
    if not prop.relationships:
        return None
    table, dot, field = prop.relationships[0].to.rpartition(".")
    if len(prop.relationships) > 1 or not dot or "." in table:
        raise wording.Wrong(f"{where}: relationships takes one entry, to: <table>.<field>")
    return Reference(table, field)


def _percent(custom: dict[str, Any], key: str, default: float) -> float:
    value = custom.get(key, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 100:
        raise wording.Wrong(f"{key} must be a number from 0 to 100")
    return float(value)


def _check_people(tables: Sequence[Table]) -> None:
    if sum(table.entity == PERSON for table in tables) != 1:
        raise wording.Wrong("exactly one table must have uk.entity person")
    person = next(table for table in tables if table.entity == PERSON)
    if person.key and person.key != tuple(field.name for field in person.fields_meaning(PERSON_KEY)):
        raise wording.Wrong(
            f"table {person.name}: its primaryKey must be the field with uk.meaning person.key"
        )
    for table in tables:
        keys = len(table.fields_meaning(PERSON_KEY))
        if keys != (table.entity != DETAIL):
            needs = "no field" if table.entity == DETAIL else "exactly one field"
            raise wording.Wrong(f"table {table.name}: {needs} may have uk.meaning person.key here")


def _check_references(tables: Sequence[Table]) -> None:
    targets = [
        f"{table.name}.{field.name}"
        for table in tables
        if table.entity in (PERSON, DETAIL)
        for field in table.fields
        if field.unique or table.key == (field.name,)
    ]
    for table in tables:
        for field in table.fields:
            if field.refers_to is None:
                continue
            where = f"table {table.name}, field {field.name}"
            if table.entity == DETAIL:
                raise wording.Wrong(f"{where}: a detail table is referred to and refers to nothing itself")
            target = f"{field.refers_to.table}.{field.refers_to.field}"
            if target not in targets:
                raise wording.Wrong(
                    f"{where}: relationships points to “{target}”, which is not the key of a person or "
                    f"detail table{wording.did_you_mean(target, targets)}"
                )


def _check_details_have_one_home(tables: Sequence[Table]) -> None:
    """An agreement names a detail's field once: it must not be read in the rows of two tables."""
    for detail in (table.name for table in tables if table.entity == DETAIL):
        homes = [t.name for t in tables for f in t.fields if f.refers_to and f.refers_to.table == detail]
        if len(homes) > 1:
            raise wording.Wrong(f"table {detail}: is referred to by {' and by '.join(homes)}; one alone may")


def _no_second(fields: Sequence[Field], where: str) -> None:
    """What a page counts with must be said once: dates, and the identifiers of person and place."""
    meanings = [
        field.meaning.name
        for field in fields
        if field.meaning and (field.meaning.type == "date" or field.meaning.name in _SAID_ONCE)
    ]
    twice = next((name for name in meanings if meanings.count(name) > 1), None)
    if twice is not None:
        raise wording.Wrong(f"{where}: two fields have uk.meaning {twice}; a table may say it once")


def _check_rules(tables: Sequence[Table]) -> None:
    dated = [f"{t.name}.{f.name}" for t in tables for f in t.fields if f.type in ("date", "timestamp")]
    for table in tables:
        for rule in [table.show_when, *(field.show_when for field in table.fields)]:
            if rule and rule.of and rule.of not in dated:
                hint = wording.did_you_mean(rule.of, dated)
                raise wording.Wrong(f"table {table.name}: uk.showWhen of “{rule.of}” is no date field{hint}")


def _check_name(name: str, where: str) -> None:
    if not _NAME.fullmatch(name):
        raise wording.Wrong(
            f"{where}: a name has small letters, digits and underscores and begins with a letter; "
            "the heading of the file goes into physicalName"
        )


def _check_pattern(pattern: str, where: str) -> None:
    try:
        re.compile(pattern)
    except re.error:
        raise wording.Wrong(f"{where}: the pattern is not a regular expression") from None


def _no_repeats(names: Sequence[str], what: str) -> None:
    folded = [name.casefold() for name in names]
    twice = next((name for name in names if folded.count(name.casefold()) > 1), None)
    if twice is not None:
        raise wording.Wrong(f"{what}: “{twice}” stands there twice")


class _PlainLoader(LOADER):  # type: ignore[misc]  # which of the two it is depends on how PyYAML was built
    """YAML where only true and false are truth values (codes such as NO stay words) and dates stay text."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for first, resolvers in LOADER.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"true|false|True|False|TRUE|FALSE"), list("tfTF")
)

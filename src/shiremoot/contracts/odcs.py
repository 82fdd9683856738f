"""The shape of an ODCS 3.1 file: what is read, and what is let pass for people to read."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    id: str | None = None
    description: Any = None
    tags: list[str] = []
    authoritativeDefinitions: list[Any] = []


class CustomProperty(_Section):
    property: str
    value: Any


class Relationship(_Section):
    to: str
    type: str | None = None
    customProperties: list[CustomProperty] = []


class Quality(_Section):
    name: str | None = None
    type: str = "library"
    metric: str | None = None
    arguments: dict[str, Any] = {}
    unit: str = "rows"
    dimension: str | None = None
    severity: str | None = None
    businessImpact: str | None = None
    mustBe: float | None = None
    mustNotBe: float | None = None
    mustBeGreaterThan: float | None = None
    mustBeGreaterOrEqualTo: float | None = None
    mustBeLessThan: float | None = None
    mustBeLessOrEqualTo: float | None = None
    mustBeBetween: list[float] | None = Field(default=None, min_length=2, max_length=2)


class TypeOptions(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    format: str | None = None
    pattern: str | None = None
    minLength: int | None = None
    maxLength: int | None = None
    minimum: float | str | None = None
    maximum: float | str | None = None


class _Element(_Section):
    name: str
    physicalName: str | None = None
    physicalType: str | None = None
    businessName: str | None = None
    quality: list[Quality] = []
    customProperties: list[CustomProperty] = []


class Property(_Element):
    logicalType: Literal["string", "date", "timestamp", "integer", "number", "boolean"]
    logicalTypeOptions: TypeOptions = TypeOptions()
    required: bool = False
    unique: bool = False
    primaryKey: bool = False
    primaryKeyPosition: int | None = None
    classification: str | None = None
    criticalDataElement: bool | None = None
    examples: list[Any] = []
    relationships: list[Relationship] = []


class SchemaObject(_Element):
    logicalType: str | None = None
    dataGranularityDescription: str | None = None
    properties: list[Property] = Field(min_length=1)


class Description(_Section):
    purpose: str = ""
    usage: str | None = None
    limitations: str | None = None
    customProperties: list[CustomProperty] = []


class SlaProperty(_Section):
    property: str
    value: Any
    valueExt: Any = None
    unit: str | None = None
    element: str | None = None
    driver: str | None = None
    scheduler: str | None = None
    schedule: str | None = None


class ContractFile(_Section):
    apiVersion: Literal["v3.1.0"]
    kind: Literal["DataContract"]
    id: str
    version: str
    status: str
    name: str | None = None
    description: Description = Description()
    schema_: list[SchemaObject] = Field(alias="schema", min_length=1)
    customProperties: list[CustomProperty] = []
    domain: Any = None
    tenant: Any = None
    dataProduct: Any = None
    contractCreatedTs: Any = None
    support: Any = None
    price: Any = None
    team: Any = None
    roles: Any = None
    servers: Any = None
    slaProperties: list[SlaProperty] = []
    slaDefaultElement: Any = None

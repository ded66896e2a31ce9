"""What every declared object has in common: frozen, no unknown keys, words in two languages."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from wenheng.language import Language, say, spoken

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]*$", max_length=80)]
"""Names a thing in files, tables and links: letters, digits, and `.`, `+`, `-` inside."""

OriginKind = Literal["report", "peer", "proposal", "own"]
"""report = public text of the source report; peer = a comparable evaluation or standard;
proposal = suggested by this study where the report is silent; own = a study's own invention."""


class Declared(BaseModel):
    """Base of all that a study declares."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False
    )


class Text(Declared):
    """Words for people. A plain string in a file stands for both languages."""

    zh: str
    en: str = ""

    def in_(self, language: Language) -> str:
        """The words in `language`, in Chinese where there is no other."""
        return (self.en if language == "en" else self.zh) or self.zh

    def __str__(self) -> str:
        return self.in_(spoken())


def _both_languages(value: Any) -> Any:
    if isinstance(value, str):
        return {"zh": value}
    if isinstance(value, dict) and "en" in value and "zh" not in value:
        return {"zh": value["en"], **value}
    return value


Words = Annotated[Text, BeforeValidator(_both_languages, json_schema_input_type=str | Text)]


class Named(Declared):
    """A thing that is only told apart from others of its kind."""

    id: Id
    name: Words


class Origin(Declared):
    """Where a declared thing comes from; where its parts differ, part by part."""

    kind: OriginKind
    parts: dict[str, OriginKind] = Field({})
    note: str = ""


def _origin_by_name(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


Provenance = Annotated[
    Origin, BeforeValidator(_origin_by_name, json_schema_input_type=OriginKind | Origin)
]

Share = Annotated[float, Field(ge=0, le=1)]


def wrong(code: str, **values: object) -> PydanticCustomError:
    """The error a validator raises: sentence `code` of `words/check.yaml`, `values` filled in."""
    return PydanticCustomError(code, "{said}", {"said": say(f"check.{code}", **values), **values})

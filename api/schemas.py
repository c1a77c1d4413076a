"""Shapes of requests."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from api.text import printable


def _one_clean_line(value: str) -> str:
    if not printable(value):
        raise PydanticCustomError("characters", "characters")
    return value


Id = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(_one_clean_line)]


class ChatMessage(BaseModel):
    """One message of a sender. Send the same `message_id` again when no answer arrived."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"sender": "u-1", "message": "申报截止到什么时候？"}]}
    )

    sender: Id
    message: str = ""
    message_id: Id | None = None
    seen_turn: Annotated[int, Field(ge=0, le=2**53)] | None = Field(
        None, description="X-Turn of the last answer the sender has seen"
    )


class Thoughts(BaseModel):
    """What somebody thinks of one message of an answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"helpful": False, "comment": "没有说县里什么时候截止"}]}
    )

    helpful: bool | None
    comment: str = Field("", max_length=500)


class EligibilityQuestion(BaseModel):
    """Facts of one applicant; what is not given counts as unknown, never as zero."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"facts": {"operating_beds": 180, "residents": 150}, "as_of": "2025-10-20"}
            ]
        },
    )

    facts: dict[str, Any] = Field(max_length=200)
    what_if: dict[str, Any] | None = Field(
        default=None,
        max_length=200,
        description="facts to suppose beside the given ones; null: not known",
    )
    as_of: date | None = None
    rule_set: str | None = Field(
        default=None,
        max_length=100,
        description="demonstration_institution (示范机构, default), demonstration_county (示范县), "
        "promotion_self_check (29号文机构自查), "
        "quality_self_check (119号机构自查, as_of 2021-02-26 to 2022-12-31)",
    )

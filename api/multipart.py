"""Requests that bring a file with fields beside it: how they are described in the OpenAPI."""

from collections.abc import Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
TEXT: Schema = {"type": "string"}


def file(description: str) -> Schema:
    """The schema of a file."""
    return {"type": "string", "format": "binary", "description": description}


def described(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> dict[str, Any]:
    """What a route says of such a request's body, as its `openapi_extra`."""
    schema: dict[str, Any] = {"type": "object", "properties": dict(properties)}
    if required:
        schema["required"] = list(required)
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}

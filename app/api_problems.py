"""What the description of the API says of refusals: one form for all, and at each operation those it can answer with."""

from typing import Any

from fastapi import FastAPI

from app.web.csrf import SAFE

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457). Further members come with some answers, such as both texts with 412.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "One word for programs"},
        "detail": {"type": "string", "description": "The sentence a person would see"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail", "errors"],
}
EVERYWHERE = {
    401: "No token where one is needed, or one that is not known, has run out or was ended",
    403: "The rules say no; `detail` says why",
    404: "Not there, or not yours to see",
    422: "A field is wrong, too long, missing or unknown; `errors` names it",
    429: "Too often in a short time; `Retry-After` says when to ask again",
}
WRITING = {
    400: "The body cannot be read",
    409: "Somebody was faster, or the same was sent meanwhile",
    413: "The body is too large",
}


def declare_problems(app: FastAPI) -> None:
    """Have the description of the API name, at every operation, each status it can refuse with and the form of that."""
    given = app.openapi

    def openapi() -> dict[str, Any]:
        fresh = app.openapi_schema is None
        schema = given()
        if fresh:
            _complete(schema)
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(schema: dict[str, Any]) -> None:
    models = schema.setdefault("components", {}).setdefault("schemas", {})
    models["Problem"] = PROBLEM
    for name in ("HTTPValidationError", "ValidationError"):
        models.pop(name, None)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            said = operation["responses"]
            words = EVERYWHERE if method.upper() in SAFE else EVERYWHERE | WRITING
            for status, description in words.items():
                own = said.get(str(status), {}).get("description") if status != 422 else None
                said[str(status)] = {"description": own or description}
            for status, answer in said.items():
                if status >= "400":
                    answer["content"] = content
            operation["responses"] = dict(sorted(said.items()))

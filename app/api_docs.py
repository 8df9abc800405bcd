"""The programs' handbook, drawn from the same description that programs read: no script, nothing from elsewhere."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web.render import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API as the page shows it."""

    method: str
    path: str
    summary: str
    parameters: tuple[tuple[str, str, bool], ...]
    body: tuple[tuple[str, str, bool], ...]
    answers: tuple[str, ...]


def operations(schema: dict[str, Any]) -> list[Operation]:
    """Every operation of an OpenAPI description, in its order."""
    models = schema.get("components", {}).get("schemas", {})
    found = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            content = (
                operation.get("requestBody", {})
                .get("content", {})
                .get("application/json", {})
                .get("schema", {})
            )
            model = models.get(content.get("$ref", "").rpartition("/")[2], {})
            found.append(
                Operation(
                    method=method.upper(),
                    path=path,
                    summary=(operation.get("description") or operation.get("summary", "")).replace("`", ""),
                    parameters=tuple(
                        (p["name"], p["in"], p.get("required", False))
                        for p in operation.get("parameters", ())
                    ),
                    body=tuple(
                        (name, kind_of(field), name in model.get("required", ()))
                        for name, field in model.get("properties", {}).items()
                    ),
                    answers=tuple(operation.get("responses", ())),
                )
            )
    return found


def kind_of(field: dict[str, Any]) -> str:
    """What a field takes, in a word or its list of values."""
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " | ".join(kind_of(option) for option in field["anyOf"])
    return str(field.get("format") or field.get("type", ""))


@router.get("/api/v1/docs")
def show_api_docs(request: Request) -> HTMLResponse:
    """Every operation with its parameters, body and answers."""
    schema = request.app.openapi()
    return render(
        request, "site/api_docs.html", operations=operations(schema), about=schema["info"]["description"]
    )

"""The programs' door to the shape of a document: its published JSON Schema."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from app.documents.json_shape import schema_text

router = APIRouter(prefix="/schemas", tags=["schemas"])


@router.get("/document.json", response_class=Response)
def read_document_schema() -> Response:
    """The JSON Schema of every document that is served as JSON."""
    return Response(schema_text(), media_type="application/schema+json")

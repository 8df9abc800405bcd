"""Operators see how many requests of which kind there are and how long they take, and never what was asked for."""

import json

import httpx
import pytest
import structlog
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from tests.serving import serving
from tests.support import Site


def beside(site: Site, host: str = "127.0.0.1", *, raises: bool = True) -> TestClient:
    address = "http://localhost:8000"
    return TestClient(site.app, base_url=address, client=(host, 5000), raise_server_exceptions=raises)


def figures(text: str) -> dict[tuple[str, str], float]:
    return {
        (sample.name, "|".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_under_their_route(reading_site: Site) -> None:
    name = ("commonspace_requests_total", "GET|/{slug}/{code}|200")
    with beside(reading_site) as client:
        before = figures(client.get("/metrics").text).get(name, 0)
        client.get("/hld-2013/RT1-M1")
        after = figures(client.get("/metrics").text)
    assert after[name] == before + 1
    assert after["commonspace_request_seconds_count", "GET|/{slug}/{code}"] >= 1
    assert "commonspace_work" in {metric for metric, _labels in after}


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("8.8.8.8", {}), ("172.18.0.1", {}), ("somewhere", {}), ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}),
        ("127.0.0.1", {"X-Real-IP": "8.8.8.8"}), ("127.0.0.1", {"X-Forwarded-Proto": "https"}), ("127.0.0.1", {"Via": "1.1 proxy"}),
    ],
)  # fmt: skip
def test_figures_are_not_there_for_whoever_comes_from_outside(
    reading_site: Site, host: str, headers: dict[str, str]
) -> None:
    with beside(reading_site, host) as client:
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("administrator", 200), ("secretariat", 404)])
def test_figures_are_there_for_a_program_of_an_administrator(site: Site, who: str, status: int) -> None:
    with beside(site, "8.8.8.8") as client:
        answer = client.get("/metrics", headers={"Authorization": site.api(who).headers["Authorization"]})
    assert answer.status_code == status


def test_what_went_wrong_is_logged_under_its_route(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.people.pages.usable_link", lambda *_given: 1 / 0)
    with structlog.testing.capture_logs() as lines, beside(site, raises=False) as client:
        answer = client.get("/sign-in/very-secret-indeed")
    assert answer.status_code == 500
    [line] = [line for line in lines if line["event"] == "request failed"]
    assert line["route"] == "/sign-in/{secret}"
    assert "very-secret" not in line["route"]


def test_a_line_of_the_log_names_the_route_and_no_secret(site: Site) -> None:
    from app.web.watching import Watched

    site.app.user_middleware.clear()
    site.app.add_middleware(Watched, logged=True)
    with structlog.testing.capture_logs() as lines, beside(site) as client:
        client.get("/sign-in/very-secret-indeed?token=hidden")
    [line] = [line for line in lines if line["event"] == "answered"]
    assert (line["route"], line["status"]) == ("/sign-in/{secret}", 404)
    assert "secret-indeed" not in json.dumps(line)
    assert "hidden" not in json.dumps(line)


def test_several_processes_tell_their_figures_as_one(served_url: str) -> None:
    with serving(served_url, options=("--workers", "2")) as server:
        for _ in range(12):
            httpx.get(f"{server.address}/healthz", headers={"Connection": "close"})
        seen = figures(httpx.get(f"{server.address}/metrics").text)
    assert seen["commonspace_requests_total", "GET|/healthz|200"] >= 12

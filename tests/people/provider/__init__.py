"""Identity providers on loopback, honest or lying, and a person who signs in at one with a browser."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin

import httpx

from tests.serving import free_port

HERE = Path(__file__).parent
SITE = "http://localhost:8000"


@dataclass(frozen=True)
class Provider:
    """A running identity provider: its issuer, and the site that it knows."""

    issuer: str
    site: str = SITE

    def lie(self, how: str) -> None:
        """Have it lie in one way from now on; `none` ends it."""
        assert httpx.put(f"{self.issuer}/lie/{quote(how)}").status_code == 204

    def sign_in(self, going: httpx.Response, who: str) -> str:
        """Be `who` there, from the page that leads on; gives the address that the browser is sent back to."""
        found = re.fullmatch(r"0; url=(.+)", going.headers["Refresh"])
        assert found is not None
        return self.come_back(found[1], who)

    def come_back(self, there: str, who: str) -> str:
        """Be `who` at the address `there` that one was led to; gives the address that the browser is sent back to."""
        with httpx.Client() as browser:
            answer = browser.get(there)
            for _step in range(12):
                if answer.is_redirect:
                    target = urljoin(str(answer.url), answer.headers["Location"])
                    if target.startswith(self.site):
                        return target
                    answer = browser.get(target)
                    continue
                action = re.search(r'action="([^"]+)"', answer.text)
                assert action is not None, answer.text
                fields = {"prompt": "login", "login": who, "password": "any"}
                answer = browser.post(urljoin(str(answer.url), action[1]), data=fields)
        raise AssertionError("the provider leads in circles")


@contextmanager
def two_providers(site: str = SITE) -> Iterator[tuple[Provider, Provider]]:
    """Two providers of `site` until the block ends; what they need is brought by `.ci/bring`."""
    assert (HERE / "node_modules" / "oidc-provider").is_dir(), (
        "The tests need oidc-provider: run .ci/bring, or npm ci --prefix tests/people/provider"
    )
    ports = [free_port(), free_port()]
    back = [f"{site}/sign-in/with/{name}/back" for name in ("ministry", "union", "site")]
    process = subprocess.Popen(
        ["node", str(HERE / "provider.mjs"), *map(str, ports)],
        env={**os.environ, "BACK": " ".join(back)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert any(line.strip() == "ready" for line in process.stdout), "the providers ended at once"
        one, other = (Provider(f"http://127.0.0.1:{port}", site) for port in ports)
        yield one, other
    finally:
        process.terminate()
        process.wait(timeout=10)

"""What is installed works without the checkout: a wheel carries templates, static files, migrations and the demo data."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.support import KEY

ROOT = Path(__file__).parents[2]


def test_an_installed_wheel_loads_the_demo_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    place = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import app; from pathlib import Path;"
        " assert 'installed' in app.__file__, app.__file__; from app.cli import main; main()"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMONSPACE_")}
    environment |= {"COMMONSPACE_DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "COMMONSPACE_SECRET_KEY": KEY}
    ran = subprocess.run(
        [sys.executable, "-c", script, str(place), "demo", "--no-serve"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "rapporteur@demo.example" in ran.stdout


def test_no_address_stands_in_what_locks_the_dependencies() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
        text = (ROOT / name).read_text()
        assert "://" not in text.replace("https://opencollective.com", "").replace(
            "https://github.com/sponsors", ""
        ), name


def test_what_is_vendored_is_what_it_says_it_is() -> None:
    import hashlib

    readme = (ROOT / "static" / "js" / "README.md").read_text()
    for path in (ROOT / "static" / "js").glob("htmx*.js"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in readme

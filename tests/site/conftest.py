"""The site, a server for it, and a browser, once for all tests of this folder."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ROOT / "build" / "site"
CHROMIUM = "/usr/bin/chromium"
DRIVER = "/usr/bin/chromedriver"
# What npm says when it is not the packages' fault.
NO_NETWORK = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network")
ENVIRONMENT = {**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""}

sys.path.append(str(ROOT / "tools" / "site"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-labs", action="store_true", help="boot the machines of all labs")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "all_labs: only with --all-labs, since it takes long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--all-labs"):
        items[:] = [item for item in items if not item.get_closest_marker("all_labs")]


def set_up(group: str) -> None:
    """Install the packages of a group; skips the test where that can not be."""
    result = subprocess.run(
        ["tools/setup.sh", group], cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if result.returncode:
        pytest.skip(f"no packages for the {group}: {result.stderr.strip()}")


def fetch_modules() -> None:
    """Install the npm packages; skips the test where their registry can not be reached."""
    command = ["make", "-s", "site-modules"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=ENVIRONMENT)
    if result.returncode and NO_NETWORK.search(result.stderr):
        pytest.skip(f"no packages from npm: {result.stderr.strip()}")
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the site, newly built as its user does."""
    set_up("site")
    fetch_modules()
    command = ["make", "-s", "site"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=ENVIRONMENT)
    assert result.returncode == 0, result.stdout + result.stderr
    return SITE


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where a server shows the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser(address: str) -> Iterator[object]:
    """A headless Chromium that keeps a log of its requests."""
    set_up("browser")
    if not (shutil.which(CHROMIUM) and shutil.which(DRIVER)):
        pytest.skip("there is no browser here: tools/setup.sh browser")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1440,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(service=Service(DRIVER), options=options)
    driver.set_page_load_timeout(60)
    yield driver
    driver.quit()


def run_tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of tools/site."""
    command = ["/usr/bin/python3", str(ROOT / "tools" / "site" / name), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

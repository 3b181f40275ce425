"""The site in a real browser: search, the live machines, and that nothing is asked of other hosts."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PHONE = (390, 844)
# The time in which a machine says what it should, on a computer that has other things to do.
PATIENCE = 180.0


def wait_for(what: str, condition: Callable[[], bool], show: Callable[[], str]) -> None:
    """Wait until `condition`; `show` gives what there is to see when it never comes."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"no {what} within {PATIENCE:.0f} s:\n{show()}"
        time.sleep(0.3)


class Requests:
    """What the browser has asked for since the beginning of a test."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser = browser
        self.address = address
        browser.get_log("performance")

    def outside(self) -> list[str]:
        """Requests that went anywhere but to the site."""
        urls = []
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                urls.append(message["params"]["request"]["url"])
            elif message["method"] == "Network.webSocketCreated":
                urls.append(message["params"]["url"])
        assert urls, "the log of requests is empty"
        own = (self.address, "file:", "data:", "blob:")
        return [url for url in urls if not url.startswith(own)]


class Panel:
    """The live machine of a lab's page."""

    def __init__(self, browser: Any, address: str, lab: int) -> None:
        self.browser = browser
        browser.get(f"{address}labs/lab{lab}.html")
        self.panel = browser.find_element("css selector", ".machine")
        wait_for("panel", lambda: self.state() == "off", self.state)

    def state(self) -> str:
        return self.panel.get_attribute("data-state") or ""

    def click(self, selector: str) -> None:
        """Click as a user does, where the page has stopped scrolling."""
        target = self.panel.find_element("css selector", selector)
        script = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
        self.browser.execute_script(script, target)
        target.click()

    def text(self) -> str:
        """What stands in the serial terminal."""
        return self.browser.execute_script("return arguments[0].machine.text()", self.panel)

    def screen(self) -> str:
        """What stands on the screen, without the difference between kinds of blanks."""
        script = "return arguments[0].querySelector('.screen .text').textContent"
        return self.browser.execute_script(script, self.panel).replace("\xa0", " ")

    def wait_for(self, text: str, where: Callable[[], str] | None = None) -> None:
        read = where or self.text
        wait_for(repr(text), lambda: text in read(), lambda: f"{self.state()}\n{read()}")

    def type(self, keys: str) -> None:
        """Type into what has the keyboard."""
        from selenium.webdriver import ActionChains

        ActionChains(self.browser).send_keys(keys).perform()


@pytest.fixture
def requests(browser: Any, address: str) -> Iterator[Requests]:
    """The log of a test's requests; the test fails when one leaves the site."""
    log = Requests(browser, address)
    yield log
    assert log.outside() == []


@pytest.fixture
def phone(browser: Any) -> Iterator[None]:
    """Pages have the size of a phone for a test."""
    metrics = {"width": PHONE[0], "height": PHONE[1], "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_lab_1_boots_and_resets(browser: Any, address: str, requests: Requests) -> None:
    panel = Panel(browser, address, 1)
    panel.click("button.start")
    panel.wait_for("++ setup timer interrupts")
    panel.wait_for("100 ticks")
    panel.wait_for("100 ticks", panel.screen)
    # The keyboard is a PC's on the screen.
    panel.click(".screen")
    panel.type("3")
    panel.wait_for("3: @ring 3")
    panel.click("button.reset")
    wait_for("empty terminal", lambda: "@ring 3" not in panel.text(), panel.text)
    panel.wait_for("ucore-cc, lab1")
    panel.wait_for("100 ticks")
    assert panel.text().count("ucore-cc, lab1") == 1
    # Pause: the machine stands still.
    panel.click("button.start")
    wait_for("pause", lambda: panel.state() == "paused", panel.state)
    before = panel.text()
    time.sleep(1.5)
    assert panel.text() == before


def test_lab_8_lists_its_files(browser: Any, address: str, requests: Requests) -> None:
    panel = Panel(browser, address, 8)
    panel.click("button.start")
    panel.wait_for('name = "sh".')
    wait_for("prompt", lambda: panel.text().rstrip().endswith("$"), panel.text)
    panel.type("ls\n")
    panel.wait_for("@ is  [directory]")
    wait_for("prompt", lambda: panel.text().rstrip().endswith("$"), panel.text)
    listed = {line.split()[-1] for line in panel.text().splitlines() if line.startswith("   [-]")}
    assert {"cat", "echo", "hello", "ls", "sh", "yield"} <= listed


# The machine of one lab in the middle is booted every time.
@pytest.mark.parametrize(
    ("lab", "line"),
    [
        pytest.param(2, "check_boot_pgdir() succeeded!", marks=pytest.mark.all_labs),
        pytest.param(3, "check_swap() succeeded!", marks=pytest.mark.all_labs),
        pytest.param(4, 'To U: "en.., Bye, Bye. :)"', marks=pytest.mark.all_labs),
        (5, "init check memory pass."),
        pytest.param(6, "init check memory pass.", marks=pytest.mark.all_labs),
        pytest.param(7, "init check memory pass.", marks=pytest.mark.all_labs),
    ],
)
def test_the_other_labs_boot(browser: Any, address: str, requests: Requests, lab: int, line: str) -> None:
    panel = Panel(browser, address, lab)
    panel.click("button.start")
    panel.wait_for(f"ucore-cc, lab{lab}")
    panel.wait_for(line)


def test_enlarge(browser: Any, address: str, requests: Requests) -> None:
    panel = Panel(browser, address, 1)
    panel.click("button.start")
    panel.wait_for("100 ticks")
    panel.click("button.size")
    width = "return document.querySelector('.machine').getBoundingClientRect().width"
    assert browser.execute_script(width) == browser.execute_script("return window.innerWidth")
    # What the kernel says last stays in sight.
    script = "return ((b) => b.baseY - b.viewportY)(arguments[0].machine.terminal.buffer.active)"
    time.sleep(0.5)
    assert browser.execute_script(script, panel.panel) == 0
    panel.click("button.size")
    assert browser.execute_script(width) < browser.execute_script("return window.innerWidth")


@pytest.mark.parametrize("place", ["server", "files"])
def test_search(browser: Any, site: Path, address: str, requests: Requests, place: str) -> None:
    start = address if place == "server" else f"{site.as_uri()}/"
    browser.get(f"{start}search.html?q=stride")
    results = "return [...document.querySelectorAll('#search-results li a')].map(a => a.href)"
    wait_for(
        "result",
        lambda: f"{start}labs/lab6.html" in str(browser.execute_script(results)),
        lambda: str(browser.execute_script(results)),
    )


def test_a_page_from_a_file_says_why_its_machine_does_not_start(browser: Any, site: Path) -> None:
    panel = Panel(browser, f"{site.as_uri()}/", 1)
    panel.click("button.start")
    wait_for("failure", lambda: panel.state() == "failed", panel.state)
    assert "make site-serve" in panel.panel.text


def test_light_and_dark(browser: Any, address: str, requests: Requests) -> None:
    browser.get(f"{address}labs/lab1.html")
    background = "return getComputedStyle(document.body).backgroundColor"
    button = browser.find_element("css selector", ".theme-toggle-content .theme-toggle, .theme-toggle")
    seen = set()
    for _ in range(3):
        browser.execute_script("arguments[0].click()", button)
        seen.add(browser.execute_script(background))
    assert len(seen) == 2, seen


def test_a_browser_that_likes_dark_pages_gets_them(browser: Any, address: str, requests: Requests) -> None:
    """Without a choice of the reader's."""
    seen = []
    for scheme in ("light", "dark"):
        features = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
        browser.get(f"{address}labs/lab1.html")
        browser.execute_script("localStorage.removeItem('theme'); document.body.dataset.theme = 'auto'")
        seen.append(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert seen[0] == "rgb(255, 255, 255)" and seen[1] != seen[0]


def handbook_pages(site: Path) -> list[str]:
    """All pages but those of sources."""
    pages = (path.relative_to(site) for path in site.rglob("*.html"))
    return sorted(str(page) for page in pages if page.parts[0] != "source")


@pytest.mark.usefixtures("phone")
def test_no_page_is_wider_than_a_phone(
    browser: Any, site: Path, address: str, requests: Requests
) -> None:
    too_wide = []
    for page in handbook_pages(site):
        browser.get(address + page)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        if width > PHONE[0]:
            too_wide.append(f"{page}: {width}")
    assert too_wide == []


def test_pages_load_without_errors(browser: Any, address: str, requests: Requests) -> None:
    browser.get_log("browser")
    for page in ("index.html", "labs/lab6.html", "source/kern/init/init.cpp.html"):
        browser.get(address + page)
    assert browser.get_log("browser") == []


def test_a_machine_without_its_kernel_says_so(browser: Any, site: Path, address: str) -> None:
    image = site / "machine" / "lab1" / "ucore.img.gz"
    away = image.with_suffix(".away")
    image.rename(away)
    try:
        browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
        panel = Panel(browser, address, 1)
        panel.click("button.start")
        wait_for("failure", lambda: panel.state() == "failed", panel.state)
        assert "ucore.img.gz: 404" in panel.panel.text
    finally:
        away.rename(image)
    panel.click("button.start")
    wait_for("start", lambda: panel.state() == "running", panel.state)

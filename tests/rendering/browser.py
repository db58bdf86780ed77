"""Headless Chromium, and a page that is open in it with what a reader does there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMEDRIVER = shutil.which("chromedriver")
ESCAPE, ENTER = "\ue00c", "\ue007"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if not CHROMIUM or not CHROMEDRIVER:
        pytest.skip("Chromium or its driver is missing")
    webdriver = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
        "--window-size=1280,860",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    yield driver
    driver.quit()


class Page:
    """A page that is open, and what a reader does with it."""

    def __init__(self, browser: Any, path: Path) -> None:
        self.browser = browser
        self.size(1280, 860)
        browser.get_log("browser")
        browser.get_log("performance")
        # A blank page first: an address that differs in its hash only is not loaded anew.
        browser.get("about:blank")
        browser.get(path.as_uri())

    def size(self, width: int, height: int) -> None:
        command = "Emulation.setDeviceMetricsOverride"
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd(command, metrics)

    def run(self, script: str, *values: Any) -> Any:
        return self.browser.execute_script(script, *values)

    def find(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def texts(self, selector: str) -> list[str]:
        """Return the texts of what can be seen."""
        found = self.browser.find_elements("css selector", selector)
        return [one.text for one in found if one.is_displayed()]

    def keys(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.browser).send_keys(*keys).perform()

    def choose(self, selector: str, value: str) -> None:
        script = (
            "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))"
        )
        self.run(script, self.find(selector), value)

    def selected(self) -> str:
        """Return the words of the text that are selected at the moment."""
        script = (
            "return [...document.querySelectorAll('#text .sel')].map(x => x.innerText).join('')"
        )
        return str(self.run(script)).strip()

    def in_view(self, selector: str) -> bool:
        script = """
            const box = document.querySelector(arguments[0]).getBoundingClientRect();
            return box.top < innerHeight && box.bottom > 0;"""
        return bool(self.run(script, selector))

    def wait_for(self, selector: str) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        found = lambda browser: browser.find_elements("css selector", selector)  # noqa: E731
        WebDriverWait(self.browser, 10).until(found)

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.browser.get_log("browser")]

    def requests(self) -> list[str]:
        messages = [json.loads(entry["message"]) for entry in self.browser.get_log("performance")]
        return [
            message["message"]["params"]["request"]["url"]
            for message in messages
            if message["message"]["method"] == "Network.requestWillBeSent"
        ]

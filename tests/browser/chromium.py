"""A headless Chromium, and what a visitor sees and does in it: read the terminal, press keys, click on words."""

import re
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE = 300.0
CATCH_TERMINAL = """
Object.defineProperty(Object.prototype, "terminal", {
  configurable: true,
  set(value) {
    window.caughtTerminal ??= value;
    Object.defineProperty(this, "terminal", { value, writable: true, configurable: true });
  },
});
"""
"""textual.js keeps its xterm.js to itself: get hold of it where it is made."""
READ = """
const buffer = window.caughtTerminal?.buffer.active;
if (!buffer) return [];
return [...Array(window.caughtTerminal.rows).keys()].map((y) =>
  buffer.getLine(buffer.viewportY + y)?.translateToString() ?? "");
"""
PLACE = """
const terminal = window.caughtTerminal, area = document.querySelector(".xterm-screen").getBoundingClientRect();
return [area.left + (arguments[0] + 0.5) * area.width / terminal.cols,
        area.top + (arguments[1] + 0.5) * area.height / terminal.rows];
"""


class Chromium:
    """One browser with one window; it goes nowhere but to loopback."""

    def __init__(self, folder: Path) -> None:
        options = ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for word in (
            "--headless=new",
            "--no-sandbox",  # its own sandbox does not work for root
            "--disable-dev-shm-usage",
            "--enable-unsafe-swiftshader",
            "--window-size=1400,1000",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            f"--user-data-dir={folder}",
        ):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = Chrome(options, Service(shutil.which("chromedriver")))
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": CATCH_TERMINAL})

    def open(self, address: str) -> str:
        """Go to an address; the words on the page there."""
        self.driver.get(address)
        return self.words()

    def words(self) -> str:
        """The words on the page that is open, outside of the terminal."""
        words: str = self.driver.execute_script("return document.body?.innerText.trim() ?? ''")
        return words

    def screen(self) -> list[str]:
        """The lines of the terminal."""
        lines: list[str] = self.driver.execute_script(READ)
        return lines

    def await_screen(self, pattern: str) -> str:
        """Wait until a line of the terminal matches; that line."""

        def look(_: Chrome) -> str:
            return next((line for line in self.screen() if re.search(pattern, line)), "")

        return WebDriverWait(self.driver, PATIENCE).until(look, f"no line like {pattern}")

    def press(self, keys: str) -> None:
        """Press keys, as somebody who has the page before them does."""
        ActionChains(self.driver).send_keys(keys).perform()

    def click(self, words: str) -> None:
        """Click on words in the terminal."""
        y, line = next((y, line) for y, line in enumerate(self.screen()) if words in line)
        x, y = self.driver.execute_script(PLACE, line.index(words) + len(words) // 2, y)
        actions = ActionChains(self.driver)
        actions.w3c_actions.pointer_action.move_to_location(int(x), int(y))  # type: ignore[no-untyped-call]
        actions.click().perform()

    def complaints(self) -> list[str]:
        """What the browser was refused or failed at."""
        told = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in told if entry["level"] == "SEVERE"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.driver.quit()

"""The course in a browser, as a visitor meets it: refused without the token; a step done with keys and mouse."""

from selenium.webdriver.common.keys import Keys

from tests.browser.chromium import Chromium
from tests.browser.serving import Serving

MARKS = r"3 of 5   {0} {0}"
"""The bar in the third step, which has two claims."""
KEYS = "n Next"
"""At the foot of the screen when the lesson has the keys."""


def test_a_browser_without_the_token_is_told_so_and_gets_nothing(
    serving: Serving, chromium: Chromium
) -> None:
    for address in (serving.root, f"{serving.root}?token=x", f"{serving.root}static/js/textual.js"):
        assert chromium.open(address) == (
            "Open the address that was printed, with the token in it: without it nobody comes in."
        )
    assert not chromium.screen()
    assert not serving.labs()
    assert not serving.journals


def test_a_step_is_clicked_and_typed_to_green(serving: Serving, chromium: Chromium) -> None:
    chromium.open(serving.address)
    chromium.await_screen("2 The bridge")
    assert chromium.driver.current_url == serving.root
    chromium.click("What Docker gives you")
    chromium.await_screen(r"1 of 5   ✔ ✔ ✔")
    chromium.await_screen(KEYS)
    chromium.press("n")
    chromium.await_screen("Which Linux interface is behind")
    chromium.await_screen(KEYS)
    chromium.press("a")
    chromium.await_screen(r"^\^\] Lesson")
    chromium.press("docker0")
    chromium.await_screen("▊ *docker0 ")
    chromium.press(Keys.ENTER)
    chromium.await_screen("2 of 5   ✔ ✔")
    chromium.await_screen(KEYS)
    chromium.press("n")
    chromium.await_screen(MARKS.format("✘"))
    chromium.await_screen(KEYS)
    chromium.press(Keys.ENTER)
    chromium.await_screen(MARKS.format("✔"))
    assert len(serving.labs()) == 1

    chromium.click("alpha#")
    chromium.press(f"docker rm -f web{Keys.ENTER}")
    chromium.await_screen(MARKS.format("✘"))

    (journal,) = serving.journals
    chromium.driver.refresh()
    chromium.await_screen("◉ +1 What Docker gives you")
    serving.await_labs(0)
    assert serving.journals == [journal]
    assert not chromium.complaints()
    assert not serving.said


def test_another_language_is_the_same_page_anew(serving: Serving, chromium: Chromium) -> None:
    chromium.open(serving.address)
    chromium.await_screen("2 The bridge")
    chromium.press("l")
    chromium.await_screen("2 网桥")
    assert chromium.driver.current_url == serving.root

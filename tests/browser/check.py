"""Looks at reports in a real browser: filters, keys, contrast and labels, print, and that nothing is fetched or run."""

import contextlib
import sys
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, Page, sync_playwright

PAGES, PICTURES, CHROMIUM = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextlib.contextmanager
def opened(browser: Browser, name: str, size=DESKTOP, scheme="light"):
    """Open a page, and fail if it says, asks or fetches anything."""
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce", bypass_csp=False)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: None if request.url.startswith("file:") else said.append(request.url))
    page.goto((PAGES / name).as_uri())
    yield page
    assert not said, f"{name}: {said}"
    context.close()


def shown(page: Page) -> int:
    return page.locator(".item:visible").count()


def wait(page: Page, condition: str) -> None:
    """Wait until a condition holds. The policy of the page keeps Playwright from waiting in the page itself."""
    for _ in range(600):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def axe(browser: Browser, name: str, size, scheme) -> None:
    """Check contrast, labels and structure. The policy of the page keeps foreign scripts out: it is not asked here."""
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto((PAGES / name).as_uri())
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    told = [f"{one['id']}: {node['html'][:120]}: {node['failureSummary']}" for one in found for node in one["nodes"]]
    assert not told, f"{name} {size} {scheme}:\n" + "\n".join(told[:10])
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{name}: {wide} pixels too wide for {size}"
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{Path(name).stem}-{size['width']}-{scheme}.png")
    context.close()


def filters(page: Page) -> None:
    total = shown(page)
    assert total > 5, total
    errors = page.locator(".item.error").count()
    assert 0 < errors < total
    page.click("button[data-level=error]")
    assert (shown(page), page.get_attribute("button[data-level=error]", "aria-pressed")) == (total - errors, "false")
    page.click("button[data-level=error]")
    rule = page.locator("[data-choice=rule] option").nth(1).get_attribute("value")
    page.select_option("[data-choice=rule]", rule)
    assert shown(page) == page.locator(f".item[data-rule={rule}]").count() < total
    page.click("#reset")
    file = page.locator("[data-choice=file] option").last.get_attribute("value")
    page.select_option("[data-choice=file]", file)
    assert 0 < shown(page) < total
    assert page.locator("h2.file:visible").count() == 1
    page.click("#reset")
    assert (shown(page), page.input_value("[data-choice=file]")) == (total, "")


def searching(page: Page) -> None:
    total = shown(page)
    page.keyboard.press("/")
    page.keyboard.type("imge")
    wait(page, f"document.querySelectorAll('.item:not([hidden])').length < {total}")
    assert page.locator(".item:visible", has_text="imge").count() == shown(page) > 0
    page.keyboard.type(" nothing-has-this")
    page.wait_for_selector("#none:visible")
    page.keyboard.press("Escape")
    assert shown(page) == total
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") != "search"


def keys(page: Page) -> None:
    focused = "document.activeElement.id"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "f1"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate(focused) == "f2"
    page.keyboard.press("e")
    assert page.locator(".item.error:visible").count() == 0
    page.keyboard.press("r")
    assert page.locator(".item.error:visible").count() > 0
    fixed = page.locator(".item", has=page.locator("details")).first
    fixed.focus()
    page.keyboard.press("Enter")
    assert fixed.locator("details").first.get_attribute("open") is not None
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.keyboard.press("t")
    assert page.evaluate(paper) != light
    page.click("#theme")
    assert page.evaluate(paper) == light


def printing(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(15, 23, 42)"
    assert not page.locator("#filters").is_visible()
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.pdf(path=PICTURES / "print.pdf", format="A4")
    assert page.locator("details:not([open])").count() == 0
    page.screenshot(path=PICTURES / "print.png")


def many(page: Page) -> None:
    total = page.locator(".item").count()
    assert total >= 5000, total
    page.keyboard.press("/")
    page.keyboard.type("shop-77 imge")
    wait(page, "document.querySelectorAll('.item:not([hidden])').length < 50")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    # What is out of sight is not laid out.
    last = "[...document.querySelectorAll('.group')].at(-1).querySelector('.item')"
    assert page.evaluate(f"{last}.checkVisibility({{contentVisibilityAuto: true}})") is False
    for _ in range(40):
        page.keyboard.press("j")
    box = page.locator(".item:focus").bounding_box()
    assert 0 <= box["y"] < DESKTOP["height"], box


def main() -> None:
    """Go through all pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for step in (filters, searching, keys, printing):
            with opened(browser, "lint.html") as page:
                step(page)
        for name in ("lint.html", "inspect.html", "hostile.html", "empty.html"):
            for size in (DESKTOP, PHONE):
                for scheme in ("light", "dark"):
                    with opened(browser, name, size, scheme):
                        pass
                    axe(browser, name, size, scheme)
        with opened(browser, "inspect.html") as page:
            total = shown(page)
            page.select_option("[data-choice=patterns]", "ambassador")
            assert 0 < shown(page) < total
        with opened(browser, "many.html") as page:
            many(page)
        browser.close()


main()

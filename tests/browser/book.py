"""Looks at the book in a real browser: the console stays empty, search finds, contrast and labels are right."""

import sys
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, Page, sync_playwright

BOOK, CHROMIUM = Path(sys.argv[1]), sys.argv[2]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# Only the text is the book's own: the bars around it, and how blocks of code scroll, are mdBook's.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "rules": {"scrollable-region-focusable": {"enabled": False}},
    "preload": False,
}
PAGES = ["index.html", "patterns.html", "rules.html", "rules/composition.html", "catalogue.html", "comparison.html"]


def look(page: Page, name: str) -> list[str]:
    """Judge one page by axe, and find pictures that were not loaded."""
    page.goto((BOOK / name).as_uri())
    page.evaluate(AXE)
    found = page.evaluate("options => axe.run('main', options)", OPTIONS)["violations"]
    faults = [f"{name}: {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
    images = "[...document.querySelectorAll('main img')].filter(image => !image.naturalWidth).map(image => image.src)"
    return faults + [f"{name}: no picture {source}" for source in page.evaluate(images)]


def search(page: Page, word: str) -> list[str]:
    """Search for a word that only some headings have."""
    page.goto((BOOK / "index.html").as_uri())
    page.keyboard.press("s")
    hits = page.locator("#mdbook-searchresults a")
    for _ in range(20):
        # The index is loaded when the bar opens; what was typed before is not looked for.
        page.locator("#mdbook-searchbar").fill("")
        page.locator("#mdbook-searchbar").press_sequentially(word)
        page.wait_for_timeout(500)
        if hits.count():
            break
    return [] if any(word in text for text in hits.all_inner_texts()) else [f"search does not find {word}"]


def check(browser: Browser, scheme: str) -> list[str]:
    """Judge the book in one colour scheme."""
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    faults = [f"{scheme}: {fault}" for name in PAGES for fault in look(page, name)]
    faults += search(page, "late-ambassador")
    context.close()
    return faults + said


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    faults = check(browser, "light") + check(browser, "dark")
    browser.close()
    if faults:
        sys.exit("\n".join(faults[:40]))

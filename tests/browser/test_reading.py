"""The readers' pages in a browser: with scripts and without, wide and at 320 px, and on paper."""

import datetime
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from articles.models import Standing
from reviews import clock
from tests import people
from tests.articles import reading
from tests.articles.test_reading_audiences import approved_for_patients
from tests.browser.conftest import free_port, serving

NARROW = {"width": 320, "height": 700}
MOST_BYTES = 50_000
SHIFT = """() => new Promise(done => {
  let shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(shift), 300);
})"""


def open_page(context: BrowserContext, path: str) -> tuple[Page, list[str]]:
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    response = page.goto(path)
    assert response is not None
    assert response.status == 200
    return page, told


def overflow(page: Page) -> int:
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


def test_a_reader_opens_references_in_place_copies_and_chooses_their_words(
    browser: Browser, site: str
) -> None:
    article = approved_for_patients()
    options: Any = {"base_url": site, "permissions": ["clipboard-read", "clipboard-write"]}
    with browser.new_context(**options) as context:
        sent: list[int] = []
        context.on("response", lambda r: sent.append(r.request.sizes()["responseBodySize"]))
        page, told = open_page(context, f"/answers/{article.slug}/")
        assert page.evaluate(SHIFT) == 0
        assert sum(sent) < MOST_BYTES
        assert page.get_by_role("heading", level=1).inner_text() == article.question

        note = page.locator(".reference-note")
        marker = page.locator(".citation a").first
        marker.focus()
        page.keyboard.press("Enter")
        expect(note).to_be_visible()
        expect(note).to_contain_text("A trial of smith2020")
        expect(note).to_be_focused()
        page.keyboard.press("Tab")
        expect(note.get_by_role("link").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        expect(marker).to_be_focused()
        marker.click()
        expect(note).to_be_visible()
        note.get_by_role("link", name="References").click()
        expect(note).to_be_hidden()
        assert page.url.endswith("#reference-1")

        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"Author Test. {article.question} Imprimatur. ")
        expect(page.locator(".contents a[aria-current]")).to_have_count(1)

        page.get_by_role("button", name="Patient or caregiver").click()
        assert page.url.endswith(f"/answers/{article.slug}/for/patients/")
        page.goto("/")
        page.get_by_role("link", name=article.question).click()
        assert page.url.endswith("/for/patients/")
        assert told == []


def test_everything_can_be_read_without_scripts_at_320_pixels_in_the_dark_and_on_paper(
    browser: Browser, site: str
) -> None:
    article, other = approved_for_patients(), reading.superseded()
    options: Any = {"base_url": site, "viewport": NARROW, "color_scheme": "dark"}
    for has_scripts in (True, False):
        with browser.new_context(**options, java_script_enabled=has_scripts) as context:
            for path in (
                "/",
                f"/answers/{other.slug}/record/",
                f"/answers/{other.slug}/editions/1/",
                f"/answers/{other.slug}/compare/1/2/",
                f"/answers/{article.slug}/",
                f"/answers/{article.slug}/for/patients/",
            ):
                page, told = open_page(context, path)
                assert told == []
                if has_scripts:
                    assert overflow(page) == 0
                    assert Axe().run(page).response["violations"] == []
            marker = page.locator(".citation a").first
            if not has_scripts:
                marker.click()
                assert page.url.endswith("#reference-1")
                expect(page.get_by_role("button", name="Copy")).to_have_count(0)

    due = Standing.objects.get(article=article).review_due
    list(clock.tick(today=due + datetime.timedelta(90)))
    with browser.new_context(base_url=site) as context:
        page, _ = open_page(context, f"/answers/{article.slug}/")
        text = page.get_by_text("Titrate the dose")
        expect(text).to_be_hidden()
        expect(page.get_by_text("The review of this answer is long overdue.")).to_be_visible()
        page.emulate_media(media="print")
        is_shown = "document.querySelector('.folded p').checkVisibility()"
        assert page.evaluate(is_shown)  # Playwright believes no style sheet that unfolds
        expect(page.get_by_role("button", name="Copy")).to_be_hidden()
        page.emulate_media(media="screen")
        page.get_by_text("Show the answer all the same").click()
        expect(text).to_be_visible()


def test_the_page_speaks_the_sites_language_in_its_direction_and_bears_200_percent(
    browser: Browser, committed: str, static_files: None
) -> None:
    article, port = people.approved(), free_port()
    with (
        serving(committed, port, SITE_LANGUAGE="de"),
        browser.new_context(base_url=f"http://127.0.0.1:{port}", viewport=NARROW) as context,
    ):
        page, _ = open_page(context, f"/answers/{article.slug}/")
        assert page.locator("html").get_attribute("lang") == "de"
        expect(page.get_by_role("heading", name="Geprüft von")).to_be_visible()
        day = article.standing.last_reviewed_at
        months = {11: "November", 12: "Dezember"}
        if day.month in months:
            last = page.locator(".facts").get_by_text(f"{day.day}. {months[day.month]} {day.year}")
            expect(last.first).to_be_visible()
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert overflow(page) == 0
        page.set_viewport_size({"width": 1280, "height": 900})
        side, body = page.locator(".answer-side"), page.locator(".answer-body")
        assert side.bounding_box()["x"] < body.bounding_box()["x"]  # type: ignore[index]
        page.set_viewport_size({"width": 640, "height": 450})  # what 200 % leaves of 1280
        assert overflow(page) == 0


def test_a_text_in_arabic_runs_from_right_to_left_on_a_site_that_does_not(
    browser: Browser, site: str
) -> None:
    text = (
        "هذا نص تجريبي بلا معنى طبي [@smith2020].\n\n### عنوان تجريبي\n\n"
        "- Sample بند تجريبي أول (5 mg)\n- بند تجريبي ثان\n\n> اقتباس تجريبي\n\n1. أولا\n2. ثانيا"
    )
    wordings = {"clinician": {"from_guidelines": text, "from_research": ""}}
    article = people.approved(people.drafted(question="سؤال تجريبي؟", wordings=wordings))
    with browser.new_context(base_url=site, viewport=NARROW) as context:
        page, told = open_page(context, f"/answers/{article.slug}/")
        for part in ("h1", ".wording", ".contents ol"):
            expect(page.locator(part)).to_have_attribute("dir", "rtl")
            expect(page.locator(part)).to_have_attribute("lang", "und-Arab")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert overflow(page) == 0
        assert Axe().run(page).response["violations"] == []
        item = page.get_by_text("Sample بند")
        starts = """node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            const text = range.getBoundingClientRect(), box = node.getBoundingClientRect();
            return box.right - text.right < 2 ? "right" : text.left - box.left < 2 ? "left" : "";
        }"""
        assert item.evaluate(starts) == "right"  # though its first word is Latin
        assert page.locator("#reference-1").evaluate(starts) == "left"
        assert told == []

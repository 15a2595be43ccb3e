"""What somebody writes in the playground is neither lost nor sent as something else: while the line fails, is slow, or comes back."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.browser.chromium import open_page
from tests.playground.house import House, open_house

pytestmark = pytest.mark.browser

MOST = 500
LONG_NAME = "Somebody with a name as long as can be"
OVERPRINTED = """() => [...document.querySelectorAll(".why.aside > summary")].flatMap(aside => {
    const one = aside.getBoundingClientRect();
    return [...aside.closest(".message").querySelectorAll(".who, .text, .quote")].filter(part => {
        const other = part.getBoundingClientRect();
        return other.right > one.left && other.bottom > one.top && other.top < one.bottom;
    }).map(part => part.textContent);
})"""


@dataclass
class Line:
    """The page's line to the server, in our hands. `drops`: answers are lost; `holds`: they are kept until `let_go`; `forgets`: a member's name
    that the next welcome leaves out, as after a restart.
    """

    page: Page
    house: House
    drops: bool = False
    holds: bool = False
    forgets: str = ""
    kept: list[str] = field(default_factory=list)
    sockets: list[WebSocketRoute] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, socket: WebSocketRoute) -> None:
        """Stand between the page and the server."""
        server = socket.connect_to_server()
        self.sockets.append(socket)
        socket.on_message(server.send)
        server.on_message(lambda text: self._back(socket, text))

    def _back(self, socket: WebSocketRoute, text: str) -> None:
        frame = json.loads(text)
        if frame["kind"] == "welcome" and self.forgets:
            frame["frames"] = [one for one in frame["frames"] if one.get("name") != self.forgets]
            text = json.dumps(frame)
        if "ask" in frame:
            self.answered.set()
            if self.drops or self.holds:
                self.kept += [text] if self.holds else []
                return
        socket.send(text)

    def let_go(self) -> None:
        """Hand on what was held."""
        self.holds = False
        for text in self.kept:
            self.sockets[-1].send(text)
        self.kept.clear()

    async def cut(self) -> None:
        """Break the line; it comes back by itself."""
        await self.sockets[-1].close()
        await expect(self.page.locator("#wire")).to_have_text("")
        self.drops = False
        await expect(self.page.locator("#wire")).to_have_text("Connected")

    async def write(self, text: str) -> None:
        """Write into the field, and send."""
        await self.page.locator("#text").fill(text)
        await self.page.locator("#text").press("Enter")

    async def act(self, message: Locator, name: str) -> None:
        """Do something with a message."""
        await message.hover()
        await message.get_by_role("button", name=name).click()


@pytest.fixture
async def line(browser: Browser) -> AsyncIterator[Line]:
    """A visitor's page, on a line that can be cut."""
    seen_by = {"viewport": {"width": 1360, "height": 860}, "locale": "en-GB", "timezone_id": "UTC"}
    async with open_house() as house, open_page(browser, **seen_by) as (page, _):
        line = Line(page, house)
        await page.route_web_socket("**/talk*", line.take)
        await page.goto(house.url)
        await expect(page.locator("#wire")).to_have_text("Connected")
        yield line


async def test_what_is_written_stays_until_it_is_sent_and_is_sent_as_what_it_is(line: Line) -> None:
    page, text = line.page, line.page.locator("#text")
    messages = page.locator("li.message .text")
    line.drops = True
    await line.write("Does the lid fit")
    await line.answered.wait()
    await line.cut()
    await line.write("Does the lid fit the older model?")
    await expect(messages).to_have_text(["Does the lid fit", "Does the lid fit the older model?"])
    await expect(text).to_have_value("")
    # An answer that comes late ends nothing that was begun since.
    line.holds = True
    await line.write("mine is blue")
    await expect(messages).to_have_count(3)
    first = page.locator("li.message").first
    await line.act(first, "Edit")
    await text.fill("Does the blue lid fit")
    line.let_go()
    await text.press("Enter")
    await expect(messages.first).to_have_text("Does the blue lid fit (edited)")
    await expect(text).to_have_value("")
    # A change of an old message puts a new one aside.
    await text.fill("half a sentence")
    await line.act(first, "Edit")
    await expect(text).to_have_value("Does the blue lid fit")
    await text.press("Escape")
    await expect(text).to_have_value("half a sentence")
    # What has no text says nothing of one.
    line.house.log.full = True
    await line.act(first, "React with 👍")
    await expect(page.locator("#banner")).to_have_text("That was not saved: the disk is full")
    line.house.log.full = False
    await line.house.let_pass(31)
    await a_dialog_stays_until_its_text_was_taken(page, line.house)


async def a_dialog_stays_until_its_text_was_taken(page: Page, house: House) -> None:
    await page.locator("#tab-drafts").click()
    await page.locator("#panel-drafts .card").get_by_role("button", name="Edit").click()
    wrong = page.locator("#ask .wrong")
    for words, why in (("Who cleans theirs?", "the disk is full"), ("x" * 2001, "2000 characters at most")):
        house.log.full = "full" in why
        await page.locator("#ask textarea").fill(words)
        await page.keyboard.press("Control+Enter")
        await expect(wrong).to_contain_text(why)
        await expect(page.locator("#ask textarea")).to_have_value(words)
    await page.locator("#ask textarea").fill("Who cleans theirs?")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#ask")).to_be_hidden()
    await expect(page.locator(".message.bot .text")).to_have_text("Who cleans theirs?")


async def test_whoever_joined_is_still_who_they_are_after_a_restart_and_old_rows_go(line: Line) -> None:
    page = line.page
    await page.locator("#add").click()
    await page.get_by_label("Name").fill(LONG_NAME)
    await page.keyboard.press("Enter")
    me = page.locator(f'[data-member="{LONG_NAME}"]')
    await expect(me).to_have_attribute("aria-pressed", "true")
    line.forgets = LONG_NAME
    await line.cut()
    await expect(me).to_have_attribute("aria-pressed", "true")
    await line.write("Does anybody know how to clean the burrs?")
    asked = page.locator("li.message")
    await expect(asked.locator(".name")).to_have_text(LONG_NAME)
    await page.locator('[data-member="Ada"]').click()
    await line.act(asked, "Reply")
    await line.write("with the small brush that came with it, and patience, and one more time when they are dry")
    reply = page.locator("li.message").last
    await expect(reply.get_by_role("button", name=re.compile("clean the burrs"))).to_be_visible()
    await expect(reply.locator(".made")).to_contain_text(LONG_NAME)
    assert await page.evaluate(OVERPRINTED) == []
    sample = {
        "kind": "message",
        "channel": "general",
        "author": "ada",
        "name": "Ada",
        "text": "on",
        "leads": [],
        "reactions": {},
        "buttons": [],
    }
    for number in range(MOST):
        line.sockets[-1].send(json.dumps({**sample, "id": f"more-{number}", "at": 0, "reply_to": ""}))
    await expect(page.locator('[data-id="more-499"]')).to_be_attached()
    assert await page.locator("li.message").count() == MOST
    await expect(page.locator("li.message").first).to_have_attribute("data-id", "more-0")
    await expect(page.locator("li.message").first.locator(".name")).to_have_text("Ada")

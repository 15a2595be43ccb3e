"""Every route with every role and with a foreign community; forms from elsewhere; markup, sizes and shapes that mean harm."""

import random
import re
import string
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import quote as escaped

import pytest
from aiohttp import FormData

from adapters.dashboard.access import BURST, HEADERS, Pace
from adapters.dashboard.forms import back_to
from bot.actions import DeckKept, QuestionKept, SurveyKept
from bot.model import (
    Aim,
    DeckRow,
    DeckState,
    MemberRef,
    MessageRef,
    Occasion,
    Option,
    Origin,
    Poll,
    Role,
    Status,
    Survey,
    SurveyState,
    Tally,
    Voice,
)
from bot.model.deck import own_opener
from bot.ports import Commit
from tests.contracts.making import question
from tests.dashboard.house import ELSEWHERE, GENERAL, HOME, OTHER, House, open_house
from tests.dashboard.test_pages import status_of

SECRET = "what only the other community knows"
LOOKING = (
    "/",
    "/questions",
    "/questions?show=all",
    "/polls",
    "/prompts",
    "/prompts?text=who+knows&occasion=date",
    "/index",
    "/waits",
    "/index/counted?week={week}&part=answered",
    "/index/counted?part=waits",
    "/index/counted?part=followed",
    "/ledger",
    "/ledger.csv",
    "/settings",
    "/privacy",
    "/health",
)
LOOKING_NEEDS = {"/ledger.csv": Role.TEAM}
DOING = {
    "/do/question": (Role.TEAM, lambda house: {"verb": "answered", "question": house.asked, "channel": "general"}),
    "/do/draft": (Role.TEAM, lambda house: {"verb": "skip", "draft": house.draft}),
    "/do/poll": (Role.TEAM, lambda house: {"verb": "end", "channel": "general"}),
    "/do/opener": (Role.TEAM, lambda house: {"verb": "write", "text": "What are you working on?"}),
    "/do/lookup": (Role.TEAM, lambda house: {"who": SECRET, "back": "/privacy"}),
    "/do/forget": (Role.TEAM, lambda house: {"member": "id-of-Nobody", "sure": "yes"}),
    "/do/try": (Role.OWNER, lambda house: {"knob": "retention", "value": "soon"}),
    "/do/knob": (Role.OWNER, lambda house: {"knob": "spacing", "value": "15m"}),
    "/do/end": (Role.OWNER, lambda house: {"session": "none"}),
    "/do/out": (Role.VIEWER, lambda house: {}),
}
OPEN = {"/healthz", "/readyz", "/metrics", "/enter"}
STREAM = "/live"


async def furnish(house: House) -> None:
    """Let both communities have a question and a draft."""
    house.asked = await house.waiting("Ada", "Does the lid fit the older model?")
    house.draft = (await house.store.drafts(HOME, 1))[0].id
    house.foreign = await house.waiting(SECRET, f"Who knows {SECRET}?", ELSEWHERE)
    house.foreign_draft = (await house.store.drafts(OTHER, 1))[0].id


def test_the_walk_misses_no_route() -> None:
    from adapters.dashboard import Dashboard
    from tests.dashboard import house

    desk = house.Desk(
        house.FullLog(),
        house.MemoryStore(),
        house.ManualClock(house.START),
        house.PHRASES,
        house.POLICY,
        "http://127.0.0.1:1",
    )
    router = Dashboard(desk).application().router
    routes = {(route.method, route.resource.canonical) for route in router.routes() if route.method != "HEAD"}
    looked = {re.sub(r"\?.*", "", path) for path in LOOKING} | OPEN | {"/static", STREAM}
    assert {path for method, path in routes if method == "GET"} == looked
    assert {path for method, path in routes if method == "POST"} == {*DOING, "/enter"}


@pytest.mark.parametrize("role", [None, *Role])
async def test_every_route_with_every_role(role: Role | None) -> None:
    async with open_house() as house:
        await furnish(house)
        async with house.stranger() if role is None else house.guest(role) as visitor:
            for path in LOOKING:
                status, page = await visitor.get(path.format(week="2026-11-16"))
                seen = role is not None and role.may(LOOKING_NEEDS.get(path, Role.VIEWER))
                assert status == (401 if role is None else 200 if seen else 403), path
                assert SECRET not in page, path
                assert ("lid" in page) <= (role is not None)
            for path, (needed, form) in DOING.items():
                allowed = role is not None and role.may(needed)
                await visitor.get("/")
                token = visitor.token if role is not None else "0" * 64
                status, _ = await visitor.post(path, {"token": token, **form(house)})
                assert status == (401 if role is None else 200 if allowed else 403), path
        changed = role is not None and role.may(Role.TEAM)
        assert (await status_of(house, house.asked) is Status.ANSWERED) == changed
        assert ((None, "spacing") in (await house.store.community(HOME)).knobs) == (role is Role.OWNER)


@pytest.mark.parametrize("role", list(Role))
async def test_a_foreign_community_shows_nothing_and_is_not_moved(role: Role) -> None:
    async with open_house() as house:
        await furnish(house)
        async with house.guest(role) as visitor:
            for path in (
                *LOOKING,
                f"/questions?show=all&q={SECRET.split()[0]}",
                "/questions?channel=discord:78/general",
                "/ledger?channel=78",
                "/settings?channel=78",
            ):
                _, page = await visitor.get(path.format(week="2026-11-16"))
                assert SECRET not in page, path
            for path, form in (
                ("/do/draft", {"verb": "post", "draft": house.foreign_draft}),
                ("/do/draft", {"verb": "skip", "draft": house.foreign_draft}),
                ("/do/question", {"verb": "not_question", "question": house.foreign, "channel": "general"}),
                ("/do/question", {"verb": "not_question", "question": house.foreign, "channel": "discord:78/general"}),
            ):
                await visitor.press(path, form)
                assert SECRET not in visitor.page
        assert await status_of(house, house.foreign, ELSEWHERE) is Status.OPEN
        assert [one.id for one in await house.store.drafts(OTHER, 5)] == [house.foreign_draft]


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1", "http://127.0.0.1:1"])
async def test_forms_from_elsewhere_do_nothing(origin: str | None) -> None:
    async with open_house() as house, house.guest(Role.OWNER) as visitor:
        await furnish(house)
        await visitor.get("/")
        form = {"token": visitor.token, "verb": "answered", "question": house.asked, "channel": "general"}
        assert (await visitor.post("/do/question", form, origin))[0] == 403
        assert (await visitor.post("/enter", {"ticket": "x"}, origin))[0] == 403
        assert await status_of(house, house.asked) is Status.OPEN


async def test_a_form_needs_the_token_of_its_own_session() -> None:
    async with open_house() as house, house.guest(Role.OWNER) as one, house.guest(Role.OWNER, name="Olga") as other:
        await furnish(house)
        await other.get("/")
        form = {"verb": "answered", "question": house.asked, "channel": "general"}
        for token in ("", "0" * 64, "é", other.token):
            status, page = await one.post("/do/question", {**form, "token": token})
            assert status == 403
            assert "too old to act on" in page
        assert await status_of(house, house.asked) is Status.OPEN


async def test_oversized_and_misshapen_bodies_are_refused() -> None:
    async with open_house() as house, house.guest(Role.OWNER) as visitor:
        await visitor.get("/settings")
        token = visitor.token
        status, _ = await visitor.post("/do/knob", {"token": token, "knob": "team", "value": "x" * 100_000})
        assert status == 413
        parts = FormData({"token": token, "knob": "spacing", "value": "15m"}, default_to_multipart=True)
        assert (await visitor.post("/do/knob", parts))[0] == 415
        headers = {"Origin": house.url, "Content-Type": "application/json"}
        async with visitor.client.post(house.url + "/do/knob", data=b"{}", headers=headers) as answer:
            assert answer.status == 415
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            async with visitor.client.request(method, house.url + "/settings") as answer:
                assert answer.status == 405
        assert (await visitor.get("/" + "x" * 9000))[0] in (400, 404, 414)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/%2e%2e/server.py",
        "/static/..%2fserver.py",
        "/static//etc/passwd",
        "/nowhere",
        "/.env",
    ],
)
async def test_no_path_leads_out(path: str) -> None:
    async with open_house() as house, house.guest() as visitor:
        status, page = await visitor.get(path)
        assert status in (403, 404)
        assert "import" not in page


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/dashboard.css", "/healthz", "/enter"])
async def test_every_answer_carries_the_headers(path: str) -> None:
    async with open_house() as house, house.stranger() as visitor:
        await visitor.get(path)
        assert HEADERS.items() <= visitor.headers.items()
        assert "unsafe" not in visitor.headers["Content-Security-Policy"]
        assert "http" not in visitor.headers["Content-Security-Policy"]


async def test_another_name_for_this_machine_is_refused() -> None:
    async with open_house() as house, house.guest() as visitor:
        for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1:1"):
            assert (await visitor.get("/", Host=host))[0] == 403
        assert (await visitor.get("/healthz", Host="10.0.0.7:8081"))[0] == 200


async def test_who_is_too_fast_is_slowed() -> None:
    async with open_house() as house, house.stranger() as visitor:
        answers = [(await visitor.post("/enter", {"ticket": "x"}))[0] for _ in range(int(BURST) + 2)]
        assert answers == [403] * int(BURST) + [429] * 2


def test_a_pace_recovers_and_forgets() -> None:
    pace = Pace()
    assert sum(pace.spend("a", 0.0) for _ in range(100)) == BURST
    assert pace.spend("b", 0.0)
    assert pace.spend("a", 1.0)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/questions?show=all", "/questions?show=all"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("", "/"),
        ("/é", "/"),
    ],
)
def test_after_a_form_it_goes_on_within_the_dashboard(asked: str, led: str) -> None:
    assert back_to(asked) == led


PIECES = (
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "'\"`=/>",
        "{{ 7*7 }}",
        "{% raw %}",
    ),
    *(
        "</textarea><script>",
        "<!--",
        "]]>",
        "&lt;b&gt;",
        "javascript:alert(1)",
        "\u202e",
        "\0",
        "\ud83d",
        "$name",
        "${x}",
        "%s",
        "\r\n\r\n",
    ),
    *("</title>", "<style>*{display:none}</style>", "onmouseover=", "🤷", "؟", "<base href=//evil>", "\x1b[31m"),
)


def nasty(lot: random.Random) -> str:
    noise = "".join(lot.choice(string.printable) for _ in range(lot.randint(0, 12)))
    return "".join(lot.choice((*PIECES, noise)) for _ in range(lot.randint(1, 5)))


async def test_ten_thousand_nasty_texts_are_only_text() -> None:
    lot = random.Random(7)
    async with open_house() as house, house.guest(Role.OWNER) as visitor:
        _, clean = await visitor.get("/questions?show=all&sample=no")
        shapes, seen = _shapes(clean), 0
        for _ in range(100):
            asked = [question(f"n{n}", nasty(lot), nasty(lot), n / 1000, GENERAL) for n in range(50)]
            texts = [(one.text, one.name) for one in asked]
            seen += 2 * len(texts)
            # Both pages of the list are looked at: every text is shown.
            moved = [_now(one, house) for one in asked]
            await house.store.commit(Commit(tuple(map(QuestionKept, moved))))
            _, page = await visitor.get("/questions?show=all")
            more = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
            _, rest = await visitor.get(more)
            for shown in (page, rest):
                assert _shapes(shown) <= shapes | CARD, "a tag or an attribute that no template writes"
                assert "49" not in re.findall(r"<blockquote dir=\"auto\">(.*?)</blockquote>", shown)
        assert seen == 10_000


class _Reader(HTMLParser):
    """Notes every tag with every one of its attributes, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shapes.update([tag, *(f"{tag} {name}" for name, _ in attrs)])


def _shapes(page: str) -> frozenset[str]:
    reader = _Reader()
    reader.feed(page)
    return frozenset(reader.shapes)


CARD = _shapes(
    """<ol class=""><li class="" id="" data-key=""><p class=""><b dir=""></b><time datetime=""></time><span class=""></span></p>
    <blockquote dir=""></blockquote><details class=""><summary></summary><ul><li dir=""></li></ul></details><div class="">
    <form class="" method="" action=""><input type="" name="" value=""><button class="" name="" value=""></button>
    <select name="" aria-label=""><option value=""></option></select></form><a class="" href="" rel="" target=""></a></div></li></ol>"""
)


def _now(one, house: House):
    return replace(one, asked_at=house.clock.now() + timedelta(milliseconds=int(one.id[1:])))


def encoded(text: str) -> str:
    """Return a text as it may stand in an address."""
    return escaped(text.encode("utf-8", "replace"))


def _deck(lot: random.Random, number: int):
    id, text = f"own-{number}", nasty(lot)
    opener = own_opener(id, text, Aim.IDEAS, Occasion.DATE, Voice.PLAIN, Origin.MEMBER)
    state = (DeckState.OFFERED, DeckState.KEPT, DeckState.WITHDRAWN)[number % 3]
    return DeckKept(HOME, DeckRow(id, state, opener, by=MemberRef(HOME, "somebody"), name=nasty(lot)))


def _survey(lot: random.Random, number: int, now) -> SurveyKept:
    state = (SurveyState.AWAITED, SurveyState.OPEN, SurveyState.DONE)[number % 3]
    poll = Poll(nasty(lot), (Option("1", nasty(lot)), Option("2", nasty(lot))))
    tallies = (Tally("1", 3, True), Tally("2", 1, True)) if number % 3 != 1 else ()
    told = {"tallies": tallies, "outcome": nasty(lot), "message": MessageRef(GENERAL, f"p{number}")}
    return SurveyKept(Survey(f"poll:{nasty(lot)}:{number}", GENERAL, poll, now, 60, state, **told))


async def test_nasty_decks_polls_and_names_are_only_text() -> None:
    lot, plain = random.Random(8), random.Random(9)
    async with open_house() as house, house.guest(Role.OWNER) as visitor:
        await house.say("Ada", "hello")
        now = house.clock.now()

        async def shapes(lot: random.Random) -> dict[str, frozenset[str]]:
            made = [_deck(lot, n) for n in range(60)] + [_survey(lot, n, now) for n in range(60)]
            await house.store.commit(Commit(tuple(made)))
            paths = ("/prompts?show=date", "/polls", f"/prompts?text={encoded(nasty(lot))}&occasion=date")
            return {path.partition("?text")[0]: _shapes((await visitor.get(path))[1]) for path in paths}

        seen = await shapes(plain)
        for _ in range(4):
            for path, found in (await shapes(lot)).items():
                assert found <= seen[path] | WARNED, (path, found - seen[path])
        shown = _shapes((await visitor.press("/do/lookup", {"who": "nobody"}, "/privacy"))[1])
        for _ in range(20):
            status, page = await visitor.press(
                "/do/lookup", {"who": nasty(lot).encode("utf-8", "replace").decode()}, "/privacy"
            )
            assert status == 200
            assert _shapes(page) <= shown | WARNED


WARNED = _shapes('<p class=""></p>')

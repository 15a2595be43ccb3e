"""The way in: links that are over, used, changed or foreign let nobody in; sessions are the server's, and can be ended."""

import base64
from datetime import timedelta

import pytest

from adapters.dashboard.keys import LIFE, Signer, digest
from bot.actions import MemberErased
from bot.events import ForgetAsked
from bot.model import MemberRef, Role
from tests.dashboard.house import GENERAL, HOME, OTHER, START, House, open_house

MIRA = MemberRef(HOME, "id-of-mira")


def ticket(house: House, role: Role = Role.TEAM, member: MemberRef = MIRA) -> str:
    return house.dashboard.invite(member, "Mira", role).partition("ticket=")[2]


async def test_a_link_shows_a_button_and_pressing_it_lets_in_once() -> None:
    async with open_house() as house, house.stranger() as visitor, house.stranger() as thief:
        one = ticket(house)
        for _ in range(3):  # chat apps fetch links to preview them: looking uses nothing up
            status, page = await visitor.get(f"/enter?ticket={one}")
            assert status == 200
            assert "works once" in page
            assert "Set-Cookie" not in visitor.headers
        status, page = await visitor.post("/enter", {"ticket": one})
        assert status == 200
        assert "Today" in page
        status, page = await thief.post("/enter", {"ticket": one})
        assert status == 403
        assert "over" in page
        assert (await thief.get("/"))[0] == 401


async def test_a_used_link_stays_used_after_a_restart() -> None:
    async with open_house() as house:
        one = ticket(house)
        async with house.stranger() as visitor:
            assert (await visitor.post("/enter", {"ticket": one}))[0] == 200
        store = house.store
    async with open_house(store) as house, house.stranger() as visitor:
        assert (await visitor.post("/enter", {"ticket": one}))[0] == 403


async def test_a_link_is_over_after_ten_minutes() -> None:
    async with open_house() as house, house.stranger() as visitor:
        one = ticket(house)
        house.clock.advance_to(START + LIFE)
        assert (await visitor.get(f"/enter?ticket={one}"))[0] == 403
        assert (await visitor.post("/enter", {"ticket": one}))[0] == 403


@pytest.mark.parametrize("text", ["", ".", "a.b", "x" * 5000, "é.é", "%00", "e30.e30", "bnVsbA.AAAA"])
async def test_what_is_no_ticket_lets_nobody_in(text: str) -> None:
    async with open_house() as house, house.stranger() as visitor:
        assert (await visitor.post("/enter", {"ticket": text}))[0] == 403


def test_every_changed_character_spoils_a_ticket() -> None:
    signer = Signer("secret")
    whole = signer.write(MIRA, "Mira", Role.VIEWER, START)
    assert signer.read(whole, START) is not None
    for place in range(len(whole)):
        for other in {"A", "B", ".", "_"} - {whole[place]}:
            assert signer.read(whole[:place] + other + whole[place + 1 :], START) is None
    assert Signer("another").read(whole, START) is None
    assert Signer().read(whole, START) is None
    body, _, signature = whole.partition(".")
    owner = base64.urlsafe_b64encode(base64.urlsafe_b64decode(body + "==").replace(b"viewer", b"owner")).rstrip(b"=")
    assert signer.read(f"{owner.decode()}.{signature}", START) is None


async def test_a_session_begins_under_a_new_secret_whatever_the_browser_brought() -> None:
    async with open_house() as house, house.stranger() as visitor:
        visitor.client.cookie_jar.update_cookies({"twoway": "chosen-by-somebody-else"})
        await visitor.post("/enter", {"ticket": ticket(house)})
        held = {cookie.key: cookie.value for cookie in visitor.client.cookie_jar}
        assert held["twoway"] != "chosen-by-somebody-else"
        assert len(held["twoway"]) >= 40
        assert await house.store.session(digest("chosen-by-somebody-else")) is None
        kept = await house.store.sessions(HOME)
        assert [one.digest for one in kept] == [digest(held["twoway"])], "only a hash is kept"


@pytest.mark.parametrize(
    "public", ["https://twoway.example:443", "http://twoway.example:80/", "https://twoway.example"]
)
async def test_the_port_that_browsers_leave_out_of_an_address_matters_nowhere(public: str) -> None:
    async with open_house() as house, house.stranger() as visitor:
        house.dashboard.opened_at(public)
        link = house.dashboard.invite(MIRA, "Mira", Role.TEAM)
        shown = {"Host": "twoway.example", "X-Forwarded-For": "203.0.113.9"}
        assert (await visitor.get(f"/enter?{link.partition('?')[2]}", **shown))[0] == 200
        form, origin = {"ticket": link.partition("ticket=")[2]}, f"{public.partition(':')[0]}://twoway.example"
        async with visitor.client.post(
            house.url + "/enter", data=form, headers={"Origin": origin, **shown}, allow_redirects=False
        ) as answer:
            assert answer.status == 303
        said = f"twoway.example:{443 if public.startswith('https') else 80}"  # as some proxies write it
        assert (await visitor.get(f"/enter?{link.partition('?')[2]}", **shown | {"Host": said}))[0] == 200
        assert (await visitor.get("/", **shown | {"Host": "twoway.example:8443"}))[0] == 403


async def test_the_cookie_is_the_servers_alone() -> None:
    async with open_house() as house, house.stranger() as visitor:
        async with visitor.client.post(
            house.url + "/enter", data={"ticket": ticket(house)}, headers={"Origin": house.url}, allow_redirects=False
        ) as answer:
            cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie


async def test_a_session_ends_by_itself_by_hand_and_by_an_owner() -> None:
    async with open_house() as house, house.guest(Role.OWNER, name="Olga") as owner:
        async with house.guest(Role.TEAM) as guest:
            await guest.press("/do/out", {})
            assert (await guest.get("/"))[0] == 401
        async with house.guest(Role.TEAM) as guest:
            assert (await guest.get("/"))[0] == 200
            theirs = next(one for one in await house.store.sessions(HOME) if one.name == "Mira")
            _, page = await owner.press("/do/end", {"session": theirs.digest}, "/health")
            assert "That session is ended." in page
            assert (await guest.get("/"))[0] == 401
        house.clock.advance_to(START + timedelta(hours=12))
        assert (await owner.get("/"))[0] == 401


async def test_an_owner_cannot_end_a_foreign_communitys_session() -> None:
    async with open_house() as house, house.guest(Role.OWNER) as owner, house.guest(Role.TEAM, OTHER) as foreign:
        theirs = (await house.store.sessions(OTHER))[0]
        await owner.press("/do/end", {"session": theirs.digest}, "/health")
        assert (await foreign.get("/"))[0] == 200


async def test_who_is_forgotten_is_signed_out() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        assert (await guest.get("/"))[0] == 200
        await house.log.append(ForgetAsked(house.clock.now(), GENERAL, MIRA))
        assert (await guest.get("/"))[0] == 401
        assert MemberErased(MIRA).member == MIRA


async def test_on_this_machine_without_tokens_it_opens_directly() -> None:
    async with open_house(open_to=HOME) as house, house.stranger() as visitor:
        assert (await visitor.get("/"))[0] == 200
        assert (await visitor.get("/", **{"X-Forwarded-For": "203.0.113.9"}))[0] == 403
        assert (await visitor.get("/", Host="dashboard.example"))[0] == 403
        id = await house.waiting()
        _, page = await visitor.press("/do/question", {"verb": "answered", "question": id, "channel": "general"})
        assert "Noted: answered." in page

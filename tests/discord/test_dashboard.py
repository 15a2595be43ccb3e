"""`/twoway dashboard`: a link for who asked alone, in the role that they have in the server."""

import re

import pytest

from adapters.dashboard.keys import Signer
from bot.model import Role
from tests.discord.house import SUGGEST, open_house, who
from tests.discord.test_commands import Home, told

SIGNER = Signer("a secret of the tests")


@pytest.mark.parametrize(
    ("name", "look", "role"),
    [("boss", False, Role.OWNER), ("bo", False, Role.TEAM), ("bo", True, Role.VIEWER), ("boss", True, Role.VIEWER)],
)
async def test_who_asks_gets_a_link_of_their_own(fake, name: str, look: bool, role: Role) -> None:
    home = Home(fake)
    helper = getattr(home, name)

    def invite(member, shown, given):
        return f"https://twoway.example/enter?ticket={SIGNER.write(member, shown, given, fake.clock.now())}"

    async with open_house(fake, SUGGEST, invite=invite) as house:
        await fake.pressing.slash(home.boss, home.general, "twoway settings", knob="team", value=str(home.bo.id))
        await house.until(lambda: house.store.tables.knobs)
        given = {"look": True} if look else {}
        one = await fake.pressing.slash(helper, home.general, "twoway dashboard", **given)
        text = await told(house, one)
        assert one.original.ephemeral
        link = re.search(r"<https://twoway\.example/enter\?ticket=([\w.-]+)>", text)
        assert link, text
        ticket = SIGNER.read(link[1], fake.clock.now())
        assert (ticket.member, ticket.role, ticket.name.casefold()) == (who(helper), role, name)


async def test_members_get_none(fake) -> None:
    home = Home(fake)
    async with open_house(fake, SUGGEST, invite=lambda *_: "https://twoway.example/enter") as house:
        one = await fake.pressing.slash(home.ada, home.general, "twoway dashboard")
        assert await told(house, one) == "That is for the team of this community."


@pytest.mark.parametrize("invite", [None, lambda *_: None], ids=["none is made", "it could not be opened"])
async def test_where_there_is_no_dashboard_it_says_so(fake, invite) -> None:
    home = Home(fake)
    async with open_house(fake, SUGGEST, invite=invite) as house:
        one = await fake.pressing.slash(home.boss, home.general, "twoway dashboard")
        assert "no dashboard here" in await told(house, one)

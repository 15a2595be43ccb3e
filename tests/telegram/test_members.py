"""What members ask for themselves, and in which language they are answered; and the team's way in to the dashboard."""

import json
from dataclasses import replace

import pytest

from adapters.dashboard.keys import Signer
from bot.events import CommandGiven, MessageSeen
from bot.model import Mode, Role
from tests.telegram.house import ASK, PHRASES, SUGGEST, community, open_house, who

SIGNER = Signer("a secret of the tests")
TEAM_ONLY = "That is for the team of this community."


def said(language, phrase):
    return PHRASES.texts[language][phrase][""]


async def test_members_enlist_change_their_place_and_leave(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, SUGGEST) as house:
        told = await house.told(group, ada, "/enlist export, WAV، 2")
        assert told.text == "You are on the roster, for: export, WAV. Pings a day, at most: 2."
        place_ = (await house.store.community(community(group))).roster[str(ada.id)]
        assert (place_.name, place_.topics, place_.per_day, place_.on_duty) == ("Ada", ("export", "WAV"), 2, True)
        assert "off duty" in (await house.told(group, ada, "/enlist off")).text
        assert "for: export, WAV" in (await house.told(group, ada, "/enlist ON")).text, "what is not said stays"
        assert "from 1 to" in (await house.told(group, ada, "/enlist 99")).text
        assert (await house.told(group, ada, "/leave")).text == "You are off the roster. Thank you!"
        assert (await house.store.community(community(group))).roster == {}
        assert "You write as the group" in (await house.told(group, group, "/enlist")).text, "nobody to be called"
        assert "You write as the group" in (await house.told(group, group, "/leave")).text


async def test_members_suggest_openers_and_the_team_decides(fake):
    group = fake.people.forum("Home", "team")
    ada, owner = fake.people.join(group, "Ada"), fake.people.owner(group)
    async with open_house(fake, SUGGEST) as house:
        told = await house.told(group, ada, "/suggest What is on your bench <b>today</b>?")
        assert told.text == "Thank you! The team sees your suggestion and decides."
        await house.until(lambda: [post for post in house.posts(group) if post.buttons and "suggests" in post.text])
        card = next(post for post in house.posts(group) if post.buttons and "suggests" in post.text)
        assert "Ada suggests an opener:" in card.text
        assert "<b>today</b>" in card.text.replace("\u2060", ""), "what a member wrote is shown as written"
        (press,) = [await fake.answered(fake.press(card, 0, ada))]
        assert press.text == TEAM_ONLY
        (press,) = [await fake.answered(fake.press(card, 0, owner))]
        assert press.text.startswith("It is in your deck now.")
        (row,) = (await house.store.community(community(group))).deck.values()
        assert (row.state, row.opener.texts, row.by.id) == (
            "kept",
            (("", "What is on your bench <b>today</b>?"),),
            str(ada.id),
        )
        assert "You write as the group" in (await house.told(group, group, "/suggest x")).text


async def test_members_are_answered_in_their_own_language_and_cards_are_in_the_communitys(fake):
    group = fake.people.forum("Home", "team")
    ada, owner = fake.people.join(group, "Ada", language="fa"), fake.people.owner(group)
    owner.user.language = "pt-br"
    async with open_house(fake, replace(SUGGEST, language="de")) as house:
        assert (await house.told(group, ada, "/questions")).text == said("fa", "discord.team_only")
        assert said("fa", "discord.budget_no_quiet") in (await house.told(group, ada, "/budget")).text
        told = await house.told(group, ada, "/enlist")
        assert told.text.replace("\u2060", "").startswith(said("fa", "notice.roster_on_anything")[:12])
        assert "Configurar o Twoway" in (await house.told(group, owner, "/setup")).text
        ada.user.language = "tlh"
        assert (await house.told(group, ada, "/why")).text == said("de", "discord.why_nothing_here"), "else the group's"
        fake.say(group, ada, ASK)
        await house.hears(MessageSeen)
        fake.pass_time(hours=13)
        await house.until(lambda: [post for post in house.posts(group) if post.buttons and "Entwurf" in post.text])
        card = next(post for post in house.posts(group) if post.buttons and "Entwurf" in post.text)
        ada.user.language = "ja"
        (press,) = [await fake.answered(fake.press(card, 0, ada))]
        assert press.text == said("ja", "notice.team_only")


@pytest.mark.parametrize(("look", "role"), [("", Role.OWNER), (" look", Role.VIEWER)])
async def test_dashboard_gives_a_link_in_private_to_who_asked_alone(fake, look, role):
    group = fake.people.supergroup("Home")
    owner = fake.people.owner(group)

    def invite(member, shown, given):
        return f"https://twoway.example/enter?ticket={SIGNER.write(member, shown, given, fake.clock.now())}"

    async with open_house(fake, SUGGEST, invite=invite) as house:
        led = await house.told(group, owner, f"/dashboard{look}")
        assert "open our private chat" in led.text, "who never opened it is led there"
        assert [one["url"] for one in led.buttons] == [f"https://t.me/twoway_bot?start=dashboard_{group.id}"]
        fake.people.start(owner, f"/start dashboard_{group.id}")
        (first,) = await house.posted(fake.people.private(owner))
        assert _ticket(first, fake).role is Role.OWNER
        assert (await house.told(group, owner, f"/dashboard{look}")).text == "I have answered you in our private chat."
        link = house.posts(fake.people.private(owner))[-1]
        ticket = _ticket(link, fake)
        assert (ticket.member, ticket.role, ticket.name) == (who(group, owner), role, owner.name)
        assert link.protected, "it cannot be passed on by mistake"


def _ticket(post, fake):
    address = post.text.replace("\u2060", "").split("\n")[-1]
    return SIGNER.read(address.removeprefix("https://twoway.example/enter?ticket="), fake.clock.now())


async def test_dashboard_is_the_teams_and_says_so_where_there_is_none(fake):
    group, other = fake.people.supergroup("Home"), fake.people.supergroup("Other")
    ada, bo, owner = fake.people.join(group, "Ada"), fake.people.join(group, "Bo"), fake.people.owner(group)
    policy = replace(SUGGEST, team=(str(bo.id),))
    async with open_house(fake, policy, invite=lambda *given: f"https://x.example/{given[2]}") as house:
        assert (await house.told(group, ada, "/dashboard")).text == TEAM_ONLY
        fake.people.start(ada, f"/start dashboard_{group.id}")
        fake.people.start(bo, f"/start dashboard_{group.id}")
        fake.people.start(owner, f"/start dashboard_{other.id}")
        private = fake.people.private
        assert [post.text for post in await house.posted(private(ada))] == [TEAM_ONLY]
        assert (await house.posted(private(bo)))[0].text.endswith("x.example/team")
        assert [post.text for post in await house.posted(private(owner))] == [TEAM_ONLY], "of another group"
        fake.say(private(owner), owner, "/dashboard")
        assert "in the group" in (await house.posted(private(owner), 2))[-1].text
        anonymous = await house.told(group, group, "/dashboard")
        assert "open our private chat" in anonymous.text, "who writes as the group is led there, too"
    async with open_house(fake, policy, invite=lambda *_: None) as house:  # its port was taken
        assert "no dashboard here" in (await house.told(group, owner, "/dashboard")).text


async def test_mydata_holds_polls_too_and_goes_to_the_private_chat_alone(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, replace(SUGGEST, poll=Mode.ACT)) as house:
        fake.say(group, ada, "Shall we use the red logo or the blue logo?")
        asked = fake.people.ask_poll(group, ada, "Tea or coffee?", "Tea", "Coffee", anonymous=False)
        await house.hears(MessageSeen, 2)
        await house.until(lambda: [post for post in house.posts(group) if post.poll])
        ours = next(post for post in house.posts(group) if post.poll)
        fake.vote(ours, ada, 0)
        fake.vote(asked, ada, 1)
        await fake.heard()
        fake.people.start(ada)
        assert (await house.told(group, ada, "/mydata")).text == "I have answered you in our private chat."
        (sent,) = [call for call in fake.calls("sendDocument") if call.status == 200]
        assert sent.parameters["chat_id"] == ada.id
        (kept,) = json.loads(next(iter(sent.files.values())).data)
        assert kept["member"] == str(ada.id)
        assert [vote["options"] for vote in kept["votes"]] == [["1"]], "whose polls Telegram tells of"
        assert "Shall we use the red logo" in json.dumps(kept["surveys"])
        assert "Tea or coffee?" in json.dumps(kept["lines"])
        await house.until(lambda: [event for event in house.all(CommandGiven) if event.name == "mydata"])
        ledger = await house.store.ledger(community(group), 20)
        assert str(ada.id) not in str([entry for entry in ledger if entry.verdict == "privacy"]), (
            "only that it was done"
        )

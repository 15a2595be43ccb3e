"""Through the real wire: a question asked, nobody there, one nudge as a reply; or a draft that the team posts, rewords, skips."""

from datetime import timedelta

from bot.events import ActionSettled, ButtonPressed, MessageSeen
from bot.model import DraftState, Receipt, Refusal
from tests.discord.house import ACT, PHRASES, SUGGEST, House, open_house
from tests.fakes.discord.interactions import COMPONENT
from tests.fakes.discord.permissions import May
from tests.fakes.discord.state import Kind

ASK = "Does anybody know how I can export a project as WAV?"


async def asked(house: House, place, member, text: str = ASK):
    """Ask, and let the patience run out."""
    before = len(house.all(MessageSeen))
    message = place.say(member, text)
    await house.hears(MessageSeen, before + 1)
    house.fake.pass_time(minutes=31)
    return message


async def test_a_question_nobody_takes_up_is_brought_back_once_as_a_reply(fake):
    guild = fake.people.guild()
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    async with open_house(fake) as house:
        question = await asked(house, general, ada)
        (nudge,) = await house.posted(general)
        assert nudge.reference["message_id"] == str(question.id)
        assert "export a project as WAV" in nudge.content
        assert not nudge.pings
        (settled,) = await house.hears(ActionSettled)
        assert isinstance(settled.settlement, Receipt)
        assert settled.settlement.message.id == str(nudge.id)
        fake.pass_time(minutes=60)
        general.say(ada, "hello?")
        await house.hears(MessageSeen, 2)
        assert house.posts(general) == [nudge]
        sent = [request for request in fake.requests if request.method == "POST" and "/messages" in request.path]
        assert sent[0].body["allowed_mentions"] == {"parse": []}
        assert sent[0].body["enforce_nonce"] is True
        assert len(sent[0].body["nonce"]) <= 25


async def test_somebody_answers_and_nothing_is_posted(fake):
    guild = fake.people.guild()
    general, ada, bo = (
        fake.people.channel(guild, "general"),
        *(fake.people.member(guild, name) for name in ("Ada", "Bo")),
    )
    async with open_house(fake) as house:
        question = general.say(ada, ASK)
        general.say(bo, "File, then Export, then choose WAV there", reply_to=question)
        await house.hears(MessageSeen, 2)
        fake.pass_time(minutes=90)
        general.say(bo, "morning")
        await house.hears(MessageSeen, 3)
        assert house.posts(general) == []


async def test_threads_and_forum_posts_are_channels_of_their_own(fake):
    guild = fake.people.guild()
    forum, ada = fake.people.channel(guild, "help", Kind.FORUM), fake.people.member(guild, "Ada")
    media = fake.people.channel(guild, "shots", Kind.MEDIA)
    news = fake.people.channel(guild, "news", Kind.ANNOUNCEMENT)
    async with open_house(fake) as house:
        post = fake.people.thread(ada, forum, "WAV export", ASK)
        shot = fake.people.thread(ada, media, "My desk", "Where can I buy a lamp like that?")
        under = fake.people.thread(ada, news.say(ada, "Version 2 is out"), "Version 2")
        under.say(ada, "How do I update to version 2?")
        await house.hears(MessageSeen, 4)
        view = await house.store.community(house.all(MessageSeen)[0].channel.community)
        named = {str(place.id): place.name for place in (post, shot, under, news)}
        assert {id: name for id, name in view.channels.items() if id in named} == named
        fake.pass_time(minutes=31)
        (nudge,) = await house.posted(post)
        assert nudge.channel is post
        await house.posted(under)


def draft_buttons(card):
    return {part["label"]: part["custom_id"] for part in card.widgets()}


async def drafted(house: House, guild):
    """Return (channel, team channel, asker, the card)."""
    people = house.fake.people
    general, team = people.channel(guild, "general"), people.channel(guild, "team")
    ada = people.member(guild, "Ada")
    await house.until(lambda: names(house) >= {"team", "general"})
    await asked(house, general, ada)
    (card,) = await house.posted(team)
    return general, team, ada, card


def names(house: House) -> set[str]:
    return set(house.store.tables.names.values())


async def test_a_draft_is_shown_to_the_team_with_its_cause_and_links_and_posted_at_a_press(fake):
    guild = fake.people.guild()
    boss = fake.people.member(guild, "Boss", fake.people.role(guild, "Staff", May.MANAGE_GUILD))
    async with open_house(fake, SUGGEST) as house:
        general, _team, _ada, card = await drafted(house, guild)
        question = next(iter(general.messages.values()))
        assert card.silent
        assert "export a project as WAV" in card.content
        assert "It has waited" in card.content
        assert f"https://discord.com/channels/{guild.id}/{general.id}/{question.id}" in card.content
        assert list(draft_buttons(card)) == ["Post", "Edit", "Skip", "Not a question", "Snooze 1 h"]
        pressed = await fake.pressing.press(boss, card, "Post")
        (nudge,) = await house.posted(general)
        assert nudge.reference["message_id"] == str(question.id)
        assert "Boss" not in nudge.content
        await house.until(lambda: "Posted in" in card.content)
        assert card.widgets() == []
        assert pressed is not None


async def test_a_draft_is_reworded_in_a_window_also_after_a_restart(fake):
    guild = fake.people.guild()
    boss = fake.people.member(guild, "Boss", fake.people.role(guild, "Staff", May.MANAGE_GUILD))
    async with open_house(fake, SUGGEST) as house:
        general, _team, _ada, card = await drafted(house, guild)
        store = house.store
    async with open_house(fake, SUGGEST, store) as house:
        opened = await fake.pressing.press(boss, card, "Edit")
        assert opened.modal["components"][0]["component"]["value"].startswith("Still open, from Ada")
        await fake.pressing.submit(opened, text="Who exports WAV?\n# loud @everyone [x](https://evil.example)")
        (nudge,) = await house.posted(general)
        assert nudge.content.startswith("Who exports WAV?\n\\# loud @\u200beveryone \\[x\\]")
        assert not nudge.pings


async def test_only_the_team_may_press(fake):
    guild = fake.people.guild()
    async with open_house(fake, SUGGEST) as house:
        general, _team, ada, card = await drafted(house, guild)
        for label in ("Edit", "Post"):
            fake.pass_time(seconds=1)
            pressed = await fake.pressing.press(ada, card, label)
            await house.until(lambda pressed=pressed: pressed.followups)
            assert "for the team" in pressed.followups[0].content
            assert pressed.followups[0].ephemeral
        assert [event.team for event in house.all(ButtonPressed)] == [False, False]
        assert house.posts(general) == []


async def test_the_team_of_another_server_sees_nothing_of_a_draft(fake):
    guild, other = fake.people.guild(), fake.people.guild("Elsewhere")
    lobby = fake.people.channel(other, "lobby")
    stranger = fake.people.member(other, "Eve", fake.people.role(other, "Staff", May.MANAGE_GUILD))
    async with open_house(fake, SUGGEST) as house:
        *_, card = await drafted(house, guild)
        forged = fake.writing.compose(lobby, fake.bot, {"content": "a card"}, {})
        for label in ("Edit", "Not a question"):
            fake.pass_time(seconds=1)
            data = {"custom_id": draft_buttons(card)[label], "component_type": 2, "id": 1}
            pressed = await fake.interactions.start(COMPONENT, stranger, lobby, data, forged).answered()
            assert pressed.modal is None, "its words are the other community's"
            await house.until(lambda pressed=pressed: pressed.followups)
            assert [message.content for message in pressed.followups] == ["That draft was already dealt with."]


async def test_skip_not_a_question_and_snooze_change_the_card(fake):
    guild = fake.people.guild()
    boss = fake.people.member(guild, "Boss", fake.people.role(guild, "Staff", May.MANAGE_GUILD))
    async with open_house(fake, SUGGEST) as house:
        general, team, _ada, card = await drafted(house, guild)
        await fake.pressing.press(boss, card, "Snooze 1 h")
        await house.until(lambda: "Put off for an hour" in card.content)
        fake.pass_time(minutes=61)
        _, second = await house.posted(team, 2)
        await fake.pressing.press(boss, second, "Not a question")
        await house.until(lambda: "was no question" in second.content)
        assert house.posts(general) == []
        states = {draft.state for draft in house.store.tables.drafts.values()}
        assert states - {DraftState.SHOWN} == {DraftState.WITHDRAWN}


async def test_a_refusal_stops_its_channel_until_permissions_change(fake):
    guild = fake.people.guild()
    general = fake.people.channel(guild, "general")
    ada, bo, cy = (fake.people.member(guild, name) for name in ("Ada", "Bo", "Cy"))
    async with open_house(fake) as house:
        fake.trouble.refuse("POST", "/messages$", 50013)
        await asked(house, general, ada)
        (settled,) = await house.hears(ActionSettled)
        assert settled.settlement == Refusal("the bot lacks a permission there")
        refused = len(fake.refused)
        assert refused == 1
        fake.pass_time(minutes=20)
        await asked(house, general, bo, "Does anybody know how to import a MIDI file?")
        await house.hears(ActionSettled, 2)
        assert len(fake.refused) == refused
        assert house.posts(general) == []
        fake.people.forbid_bot(general, 0)
        fake.pass_time(minutes=20)
        await fake.heard()
        await asked(house, general, cy, "Where do I find the tempo setting, please?")
        assert len(await house.posted(general)) == 1


async def test_permissions_are_asked_before_sending(fake):
    guild = fake.people.guild()
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    fake.people.forbid_bot(general, May.SEND_MESSAGES)
    async with open_house(fake) as house:
        await asked(house, general, ada)
        (settled,) = await house.hears(ActionSettled)
        assert settled.settlement == Refusal("the bot may not write there")
        assert fake.refused == []


async def test_a_nonce_makes_a_broken_answer_harmless(fake):
    """Past the answer's loss the post is looked up, and not sent again."""
    guild = fake.people.guild()
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    async with open_house(fake) as house:
        fake.trouble.fail("POST", "/messages$", status=503, happened=True)
        await asked(house, general, ada)
        (settled,) = await house.hears(ActionSettled)
        (nudge,) = house.posts(general)
        assert settled.settlement.message.id == str(nudge.id)


async def test_silence_of_the_service_is_waited_out(fake):
    guild = fake.people.guild()
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    async with open_house(fake) as house:
        fake.trouble.fail("POST", "/messages$", status=503)
        await asked(house, general, ada)
        (nudge,) = await house.posted(general)
        await house.hears(ActionSettled)
        assert house.posts(general) == [nudge]


async def test_429_without_via_is_not_hammered(fake):
    guild = fake.people.guild()
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    async with open_house(fake) as house:
        other = fake.people.channel(guild, "other")
        fake.trouble.rate_limit("POST", "/messages$", retry_after=20.0, via=False)
        await asked(house, general, ada)
        await fake.until(lambda: fake.refused)
        for word in ("one", "two", "three"):
            other.say(ada, word)
            await house.hears(MessageSeen, len(house.all(MessageSeen)) + 1)  # each commit wakes the courier
        assert len(fake.refused) == 1
        fake.pass_time(seconds=21)
        assert len(await house.posted(general)) == 1


def test_the_words_in_use_exist():
    assert PHRASES.texts["en"]["discord.done"]
    assert ACT.spacing == timedelta(minutes=10)

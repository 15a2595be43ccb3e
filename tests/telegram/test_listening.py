"""What people do in groups and channels, heard through the real wire and committed, in order and once."""

from datetime import timedelta

from adapters.memory import MemoryStore
from bot.events import (
    ChannelNamed,
    GapFound,
    MessageEdited,
    MessageSeen,
    PollClosed,
    ReactionSeen,
)
from bot.model import MessageRef
from tests.fakes.telegram.people import text_mention
from tests.telegram.house import ASK, GREETING, SUGGEST, community, open_house, place, who


async def heard(house, times=1):
    return [event.message for event in await house.hears(MessageSeen, times)]


async def test_general_and_topics_are_channels_with_names(fake):
    group = fake.people.forum("Home", "Help")
    help_topic = next(iter(group.topics.values()))
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        fake.say(group, ada, "in general")
        fake.say(group, ada, "in help", topic=help_topic)
        first, second = await heard(house, 2)
        assert (first.ref.channel, second.ref.channel) == (place(group), place(group, help_topic))
        names = (await house.store.community(community(group))).channels
        assert names == {"0": "General", str(help_topic.id): "Help"}
        fake.people.rename_topic(group, help_topic, "Support")
        await house.until(lambda: any(event.name == "Support" for event in house.all(ChannelNamed)))


async def test_a_topic_opened_before_the_bot_came_is_named_when_somebody_writes_there(fake):
    group = fake.people.forum("Home", with_bot=False)
    ada = fake.people.join(group, "Ada")
    help_topic = fake.people.topic(group, "Help")
    fake.people.add_bot(group)
    async with open_house(fake) as house:
        fake.say(group, ada, "in help", topic=help_topic)
        await heard(house)
        assert (await house.store.community(community(group))).channels[str(help_topic.id)] == "Help"


async def test_replies_and_quotes_are_marked_and_threads_of_replies_are_no_topics(fake):
    group = fake.people.supergroup("Home")
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    async with open_house(fake) as house:
        asked = fake.say(group, ada, ASK)
        answered = fake.say(group, bo, "File, then Export", reply_to=asked, quote="export a project")
        assert answered.thread is not None
        assert not answered.in_topic
        question, answer = await heard(house, 2)
        assert (answer.reply_to, answer.ref.channel) == (question.ref.id, place(group))


async def test_a_channels_posts_are_the_teams_and_comments_under_them_the_talk(fake):
    group = fake.people.supergroup("Talk")
    news = fake.people.channel("News", group)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        post = fake.say(news, fake.people.owner(news), "The new mixer is out today.")
        comment = fake.comment(post, ada, "Does it run on Linux?")
        broadcast, talk = await heard(house, 2)
        assert (broadcast.team, broadcast.bot, broadcast.name) == (True, False, "News")
        assert broadcast.ref == MessageRef(place(group), str(post.forwarded.id))
        assert broadcast.author == who(group, news)
        assert (talk.reply_to, talk.ref.id, talk.team) == (broadcast.ref.id, str(comment.id), False)
        await fake.heard()
        assert len(house.all(MessageSeen)) == 2, "the channel's own post is heard once, as its forward"
        fake.edit(post, "The new mixer is out tomorrow.")
        edits = await house.hears(MessageEdited)
        assert {edit.ref for edit in edits} == {broadcast.ref}


async def test_a_channel_without_a_group_is_a_community_of_its_own(fake):
    news = fake.people.channel("News")
    async with open_house(fake) as house:
        fake.say(news, fake.people.owner(news), "The new mixer is out today.")
        (post,) = await heard(house)
        assert (post.ref.channel, post.team, post.bot) == (place(news), True, False)


async def test_administrators_are_the_team_also_when_they_are_anonymous(fake):
    group = fake.people.supergroup("Home")
    ada, bo, cy = (fake.people.join(group, name) for name in ("Ada", "Bo", "Cy"))
    fake.people.promote(bo)
    fake.people.promote(cy, anonymous=True)
    async with open_house(fake) as house:
        for speaker in (ada, bo, cy, fake.people.owner(group)):
            fake.say(group, speaker, "hello")
        said = await heard(house, 4)
        assert [one.team for one in said] == [False, True, True, True]
        assert [one.bot for one in said] == [False] * 4
        assert (said[2].author, said[2].name) == (who(group, group), "Home")


async def test_who_writes_as_a_channel_is_that_channel_and_of_the_team_only_if_it_is_the_linked_one(fake):
    group = fake.people.supergroup("Talk")
    news = fake.people.channel("News", group)
    own = fake.people.channel("Ada's notes", with_bot=False)
    async with open_house(fake) as house:
        fake.say(group, own, "as my channel")
        fake.say(group, news, "as the brand's channel")
        mine, brands = await heard(house, 2)
        assert (mine.author, mine.name, mine.team, mine.bot) == (who(group, own), "Ada's notes", False, False)
        assert (brands.author, brands.team) == (who(group, news), True)


async def test_a_promotion_counts_from_then_on(fake):
    group = fake.people.supergroup("Home", admin=True)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        fake.say(group, ada, "before")
        await heard(house)
        fake.people.promote(ada)
        fake.say(group, ada, "after")
        await heard(house, 2)
        fake.people.demote(ada)
        fake.say(group, ada, "later")
        assert [one.team for one in await heard(house, 3)] == [False, True, False]


async def test_mentions_edits_captions_forwards_and_media(fake):
    group = fake.people.supergroup("Home")
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo", username="bo_writes")
    cy = fake.people.join(group, "Cy")
    async with open_house(fake) as house:
        fake.say(group, bo, "hello")
        text = "Cy and @bo_writes, look"
        fake.say(group, ada, text, entities=(text_mention(cy, text),))
        photo = fake.say(group, ada, "what is this @bo_writes?", photo=True)
        fake.say(group, ada, "seen elsewhere", forward="Somebody hidden")
        fake.say(group, ada, media={"dice": {"emoji": "🎲", "value": 3}})
        said = await heard(house, 5)
        assert said[1].mentions == (who(group, cy), who(group, bo))
        assert (said[2].text, said[2].mentions) == ("what is this @bo_writes?", (who(group, bo),))
        assert (said[3].author, said[3].text, said[3].reply_to) == (who(group, ada), "seen elsewhere", None)
        assert said[4].text == ""
        fake.edit(photo, "what is that?")
        (edit,) = await house.hears(MessageEdited)
        assert (edit.ref.id, edit.text) == (str(photo.id), "what is that?")


async def test_joins_pins_and_titles_are_no_talk(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        said = fake.say(group, ada, "hello")
        fake.people.pin(said, fake.people.owner(group))
        fake.people.join(group, "Bo")
        fake.people.rename(group, "House")
        await house.until(lambda: any(event.name == "House" for event in house.all(ChannelNamed)))
        assert len(house.all(MessageSeen)) == 1


async def test_reactions_are_heard_as_an_administrator_in_the_right_topic(fake):
    group = fake.people.forum("Home", "Help", admin=True)
    help_topic = next(iter(group.topics.values()))
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    store = MemoryStore()
    async with open_house(fake, store=store) as house:
        asked = fake.say(group, ada, ASK, topic=help_topic)
        fake.react(asked, bo, "👍", "🔥")
        fake.react(asked, bo, "🔥")
        seen = await house.hears(ReactionSeen, 3)
        assert [(one.emoji, one.added) for one in seen] == [("👍", True), ("🔥", True), ("👍", False)]
        assert {one.ref for one in seen} == {MessageRef(place(group, help_topic), str(asked.id))}
    async with open_house(fake, store=store) as house:  # a new process does not remember, but the store does
        fake.react(asked, bo)
        (taken,) = await house.hears(ReactionSeen)
        assert taken.ref == MessageRef(place(group, help_topic), str(asked.id))


async def test_a_members_poll_is_heard_with_its_lasting_ids_and_its_end(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    store = MemoryStore()
    async with open_house(fake, store=store) as house:
        asked = fake.people.ask_poll(group, ada, "Tea or coffee?", "Tea", "Coffee", multiple=True)
        (message,) = await heard(house)
        assert message.poll.question == "Tea or coffee?"
        assert [(one.id, one.text) for one in message.poll.options] == [
            (option.id, option.text) for option in asked.poll.options
        ]
        assert message.poll.multiple
    async with open_house(fake, store=store) as house:
        fake.people.end_poll(asked)
        (closed,) = await house.hears(PollClosed)
        assert closed.ref == message.ref


async def test_a_group_that_becomes_a_supergroup_stays_the_same_community_and_nothing_is_lost(fake):
    group = fake.people.group("Home")
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    store = MemoryStore()
    async with open_house(fake, store=store) as house:
        fake.say(group, bo, "hello")
        asked = fake.say(group, ada, ASK)
        await heard(house, 2)
        moved = fake.people.migrate(group)
        again = fake.say(moved, bo, "now we are here")
        assert again.id < asked.id, "numbers begin anew"
        said = await heard(house, 3)
        assert said[2].ref.channel == place(group)
        assert len({one.ref for one in said}) == 3
        fake.pass_time(hours=13)
        (nudge,) = await house.posted(moved)
        assert "Still open, from Ada" in nudge.text
        assert nudge.reply_to is None, "the question's number means another message here"
        later = fake.say(moved, ada, "And how do I rename a track?")
        assert (await heard(house, 4))[3].ref == MessageRef(place(group), f"s{later.id}")
    async with open_house(fake, store=store) as house:
        fake.pass_time(hours=13)
        fake.say(moved, bo, "and here, after a start")
        (said,) = await heard(house)
        assert said.ref.channel == place(group)


async def test_a_move_that_is_first_heard_of_when_posting_loses_no_post(fake):
    group = fake.people.group("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        fake.say(group, ada, ASK)
        await heard(house)
        moved = fake.people.migrate(group)
        fake.updates.drop()
        fake.pass_time(hours=13)
        (nudge,) = await house.posted(moved)
        assert "Still open" in nudge.text


async def test_what_cannot_be_committed_is_not_confirmed_and_comes_again_in_order(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        await fake.heard()
        house.log.full = True
        confirmed = fake.updates.confirmed
        fake.say(group, ada, "one")
        fake.say(group, ada, "two")
        await fake.until(lambda: not house.telegram._listening.is_set())
        assert fake.updates.confirmed == confirmed
        assert house.all(MessageSeen) == []
        house.log.full = False
        assert [one.text for one in await heard(house, 2)] == ["one", "two"]
        await fake.heard()


async def test_doubled_updates_count_once_and_conflicts_and_outages_pass(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    fake.trouble.conflict()
    fake.trouble.fail("getUpdates")
    fake.trouble.rate_limit("getUpdates", retry_after=2)
    fake.trouble.cut("getUpdates")
    async with open_house(fake) as house:
        fake.trouble.double("message")
        fake.say(group, ada, "hello")
        fake.say(group, ada, "there")
        assert [one.text for one in await heard(house, 2)] == ["hello", "there"]


async def test_an_update_of_a_kind_to_come_stops_only_itself(fake, caplog):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    fake.check_updates = False
    async with open_house(fake) as house:
        fake.updates.allowed = None
        fake.updates.tell("message", {"message_id": "no number", "chat": 5})
        fake.say(group, ada, "hello")
        assert [one.text for one in await heard(house)] == ["hello"]
    assert "update failed" in caplog.text
    assert all(fault.startswith("own answer to getUpdates") for fault in fake.violations)
    fake.violations.clear()


async def test_more_than_a_day_unheard_is_a_gap_in_every_channel_and_never_silence(fake):
    group = fake.people.forum("Home", "Help")
    help_topic = next(iter(group.topics.values()))
    ada = fake.people.join(group, "Ada")
    store = MemoryStore()
    async with open_house(fake, store=store) as house:
        fake.say(group, ada, ASK, topic=help_topic)
        await heard(house)
        last = fake.clock.now()
    fake.pass_time(hours=30)
    async with open_house(fake, store=store) as house:
        gaps = await house.hears(GapFound, 2)
        assert {gap.channel for gap in gaps} == {place(group), place(group, help_topic)}
        assert {(gap.since, gap.until) for gap in gaps} == {(last, fake.clock.now() - (fake.clock.now() - last) * 0.8)}
        assert house.posts(group) == []
    fake.pass_time(hours=1)
    async with open_house(fake, store=store) as house:
        await fake.heard()
        assert house.all(GapFound) == []


async def test_added_promoted_and_removed(fake):
    group = fake.people.supergroup("Home", with_bot=False)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        fake.people.add_bot(group)
        await house.until(lambda: group.written_by(fake.bot))
        (greeting,) = group.written_by(fake.bot)
        assert greeting.text.startswith(GREETING)
        assert "is not told of reactions" in greeting.text
        fake.say(group, ada, ASK)
        await heard(house)
        fake.people.remove_bot(group)
        fake.pass_time(hours=13)
        await house.until(lambda: [one for one in fake.requests if one.status == 403])
        fake.people.add_bot(group, admin=True)
        await house.until(lambda: len(group.written_by(fake.bot)) == 2)
        assert "→" not in group.written_by(fake.bot)[1].text, "nothing is left to mend"


async def test_privacy_mode_is_told_aloud_with_the_steps_to_mend_it():
    from tests.fakes.telegram.server import open_telegram

    async with open_telegram(privacy=True) as fake:
        group = fake.people.supergroup("Home", with_bot=False)
        async with open_house(fake) as house:
            fake.people.add_bot(group)
            await house.until(lambda: group.written_by(fake.bot))
            (greeting,) = group.written_by(fake.bot)
            assert "/setprivacy" in greeting.text.replace("\u2060", "")
            assert "remove the bot from the group and add it again" in greeting.text


async def test_a_bot_is_no_member(fake):
    group = fake.people.supergroup("Home")
    fake.people.join(group, "Robo", bot=True)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        fake.say(group, ada, "hello")
        assert [one.bot for one in await heard(house)] == [False]


async def test_a_chat_is_not_asked_after_again_before_its_rest_is_over(fake):
    own = fake.people.supergroup("Mine", admin=True)
    ada = fake.people.join(own, "Ada")
    async with open_house(fake, SUGGEST) as house:
        fake.say(own, ada, "one")
        await house.hears(MessageSeen)
        fake.pass_time(hours=2)
        fake.trouble.rate_limit("getChat", retry_after=30, times=3)
        before, begun = len(fake.calls("getChat")), fake.clock.now()
        fake.say(own, ada, "two")
        await house.hears(MessageSeen, 2)
        assert len(fake.calls("getChat")) - before <= 4
        assert fake.clock.now() - begun >= timedelta(seconds=30)

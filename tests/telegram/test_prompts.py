"""A channel's post that nobody takes up leads to a drafted opener under it; comments, and signs of theirs, count as its echo."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from adapters.phrases import read_decks
from bot.actions import DraftKept
from bot.events import MessageSeen, ReactionSeen
from bot.model import DraftState, Kind, Mode
from tests.telegram.house import PHRASES, SUGGEST, open_house, place

PROMPTS = Path(__file__).parents[2] / "prompts"
DECKS = read_decks(PROMPTS, PHRASES)
NEWS = "The new mixer is out today, with eight inputs & a quieter fan. <b>Enjoy</b> it, @everyone!"
POLICY = replace(
    SUGGEST,
    team_channel="",
    announcement_wait=timedelta(hours=2),
    holdout=0.0,
    voice="playful",
    poll=Mode.WATCH,
    prompt=Mode.SUGGEST,
)


def drafts(house):
    """The openers that were drafted, as they were then."""
    kept = [
        change.draft
        for _, decision in house.seen.events
        for change in decision.changes
        if isinstance(change, DraftKept)
    ]
    return [draft for draft in kept if draft.kind is Kind.PROMPT and draft.state is DraftState.WAITING]


async def test_a_channels_post_with_nobody_responding_leads_to_a_drafted_opener_under_it(fake):
    group, office = fake.people.supergroup("Talk"), fake.people.supergroup("Office")
    news, owner = fake.people.channel("News", group), fake.people.owner(group)
    boss = fake.people.promote(fake.people.join(office, owner.user))
    async with open_house(fake, POLICY, decks=DECKS) as house:
        await house.told(office, boss, f"/start@twoway_bot team_{group.id}")
        post = fake.say(news, fake.people.owner(news), NEWS)
        await house.hears(MessageSeen)
        fake.pass_time(minutes=121)
        await house.until(lambda: [card for card in house.posts(office) if card.buttons])
        (card,) = [card for card in house.posts(office) if card.buttons]
        (draft,) = drafts(house)
        assert (draft.channel, draft.reply_to) == (place(group), str(post.forwarded.id))
        assert [one["text"] for one in card.buttons] == ["Post", "Edit", "Skip", "Snooze 1 h"], (
            "it is about no question"
        )
        assert not house.posts(group), "a draft is no post"
        await fake.answered(fake.press(card, "Post", boss))
        (opener,) = await house.posted(group)
        assert opener.reply_to is post.forwarded
        assert opener.thread == post.forwarded.id, "it stands among the comments"
        assert "The new mixer is out today, with eight inputs & a quieter fan" in opener.text.replace("\u2060", "")
        assert {entity["type"] for entity in opener.entities} <= {"bold", "code"}, (
            "nobody is called, nothing is marked up"
        )


async def test_a_comment_in_time_and_a_reaction_are_the_posts_echo(fake):
    group = fake.people.supergroup("Talk", admin=True)
    news = fake.people.channel("News", group)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, POLICY, decks=DECKS) as house:
        post = fake.say(news, fake.people.owner(news), NEWS)
        fake.comment(post, ada, "Eight is what I was waiting for.")
        await house.hears(MessageSeen, 2)
        fake.pass_time(minutes=125)
        another = fake.say(
            news, fake.people.owner(news), "The workshop of next week is full; the one in June still has room."
        )
        await house.hears(MessageSeen, 3)
        fake.react(another.forwarded, ada, "👍")
        await house.hears(ReactionSeen)
        fake.pass_time(minutes=125)
        last = fake.say(
            news, fake.people.owner(news), "From Monday on the shop opens at nine, and closes an hour later."
        )
        await house.hears(MessageSeen, 4)
        fake.pass_time(minutes=125)
        await house.until(lambda: drafts(house))
        assert [draft.reply_to for draft in drafts(house)] == [str(last.forwarded.id)]

"""What every platform's mouth keeps to, whichever it is."""

from dataclasses import replace

from bot.actions import Amend, Button, Notice, Say, take_button
from bot.events import ButtonPressed
from bot.model import Addressee, MessageRef, Phrase, Receipt, Refusal, Unknown
from tests.contracts.mouths import MOUTHS

WORDS = (Phrase("notice.team_only"),)
TEXT = "That is for the team of this community."
OTHER = (Phrase("notice.draft_gone"),)
BUTTONS = (Button("button.post", "post:0123456789abcdef"), Button("button.skip", "skip:0123456789abcdef"))


def say(mouth, key="nudge:1", words=WORDS, **more):
    return Say(key, mouth.here, mouth.here, words, **more)


def quoting(text):
    return (Phrase("nudge.one", (("name", "Ada"), ("quote", text))),)


async def test_what_is_said_stands_once_and_the_receipt_names_it(mouth):
    receipt = await mouth.platform.perform(say(mouth), None)
    (post,) = await mouth.posts()
    assert receipt == Receipt(post.ref)
    assert (post.text, post.reply_to, post.silent, post.buttons, post.calls) == (TEXT, None, False, (), False)


async def test_the_same_key_again_never_posts_twice(mouth):
    first = await mouth.platform.perform(say(mouth), None)
    assert await mouth.platform.perform(say(mouth), None) == first
    assert await mouth.platform.perform(say(mouth, "nudge:2"), None) != first
    assert len(await mouth.posts()) == 2


async def test_looking_it_up_tells_what_was_done_and_never_denies_it(mouth):
    assert isinstance(await mouth.platform.find(say(mouth)), Unknown | None)
    receipt = await mouth.platform.perform(say(mouth), None)
    found = await mouth.platform.find(say(mouth))
    assert isinstance(found, Unknown) or found == receipt
    assert len(await mouth.posts()) == 1


async def test_a_reply_is_marked_as_one(mouth):
    asked = await mouth.says("Does the lid fit?")
    await mouth.platform.perform(say(mouth, reply_to=asked), None)
    (post,) = await mouth.posts()
    assert post.reply_to == asked


async def test_a_reply_to_what_is_gone_is_a_post_without_the_mark_or_a_refusal(mouth):
    asked = await mouth.says("Does the lid fit?")
    await mouth.takes_away(MessageRef(mouth.here, asked))
    settled = await mouth.platform.perform(say(mouth, reply_to=asked), None)
    posts = await mouth.posts()
    assert isinstance(settled, Receipt if posts else Refusal)
    assert [post.reply_to for post in posts] in ([None], [])


async def test_a_post_calls_the_one_it_is_to_call_and_nobody_else(mouth):
    for number, text in enumerate(mouth.hostile):
        said = say(mouth, f"ping:{number}", quoting(text), calls=Addressee(mouth.ada, "Ada *A* <b>"))
        assert isinstance(await mouth.platform.perform(said, None), Receipt)
    posts = await mouth.posts()
    assert [post.called for post in posts] == [(mouth.ada,)] * len(mouth.hostile)
    assert not any(mark in ("@everyone", "mention", "hashtag", "bot_command") for post in posts for mark in post.marks)


async def test_who_is_called_takes_it_by_the_button(mouth):
    ping = say(mouth, "ping:1", buttons=(take_button("77"),), calls=Addressee(mouth.ada, "Ada"))
    receipt = await mouth.platform.perform(ping, None)
    (post,) = await mouth.posts()
    assert post.buttons == ("I'll take it",)
    await mouth.presses(receipt.message, "I'll take it")
    (pressed,) = [event for event in mouth.events if isinstance(event, ButtonPressed)]
    assert (pressed.value, pressed.member, pressed.channel) == (take_button("77").value, mouth.ada, mouth.here)


async def test_a_silent_post_is_silent_where_that_can_be(mouth):
    await mouth.platform.perform(say(mouth, silent=True), None)
    (post,) = await mouth.posts()
    assert post.silent == mouth.silence


async def test_amending_replaces_words_and_buttons_in_place(mouth):
    receipt = await mouth.platform.perform(say(mouth, "card:1", buttons=BUTTONS), None)
    amend = Amend("closed:1", mouth.here, mouth.here, "card:1", OTHER)
    for _ in range(2):  # doing it again changes nothing
        assert await mouth.platform.perform(amend, receipt.message) == receipt
        (post,) = await mouth.posts()
        assert post.ref == receipt.message
        assert post.buttons == ()
        assert post.text not in ("", TEXT)
    assert await mouth.platform.find(amend) is None


async def test_an_amend_may_bring_buttons(mouth):
    receipt = await mouth.platform.perform(say(mouth, "card:1"), None)
    await mouth.platform.perform(
        Amend("more:1", mouth.here, mouth.here, "card:1", WORDS, buttons=BUTTONS), receipt.message
    )
    assert [post.buttons for post in await mouth.posts()] == [("Post", "Skip")]


async def test_what_is_gone_is_refused_as_a_value(mouth):
    receipt = await mouth.platform.perform(say(mouth, "card:1"), None)
    await mouth.takes_away(receipt.message)
    amend = Amend("closed:1", mouth.here, mouth.here, "card:1", OTHER)
    for target in (receipt.message, None):
        refusal = await mouth.platform.perform(amend, target)
        assert isinstance(refusal, Refusal)
        assert refusal.reason
    elsewhere = replace(say(mouth), to=mouth.gone)
    for _ in range(2):
        refusal = await mouth.platform.perform(elsewhere, None)
        assert isinstance(refusal, Refusal)
        assert refusal.reason
    assert await mouth.posts() == []


async def test_a_button_carries_its_value_back(mouth):
    longest = "post:" + "x" * (mouth.platform.limits.button_bytes - len("post:"))
    receipt = await mouth.platform.perform(
        say(mouth, "card:1", buttons=(Button("button.post", longest), BUTTONS[1])), None
    )
    (post,) = await mouth.posts()
    assert post.buttons == ("Post", "Skip")
    for label in post.buttons:
        await mouth.presses(receipt.message, label)
    pressed = [event for event in mouth.events if isinstance(event, ButtonPressed)]
    assert [event.value for event in pressed] == [longest, BUTTONS[1].value]
    assert {(event.channel, event.member, event.team, event.text) for event in pressed} == {
        (mouth.here, mouth.ada, False, "")
    }


async def test_a_notice_is_for_one_member_alone(mouth):
    receipt = await mouth.platform.perform(say(mouth, "card:1", OTHER, buttons=BUTTONS), None)
    await mouth.posts()
    await mouth.presses(receipt.message, "Post")
    notice = Notice("notice:1", mouth.here, mouth.here, mouth.ada, WORDS)
    assert await mouth.platform.perform(notice, None) == Receipt()
    assert await mouth.whispers() == [TEXT]
    assert len(await mouth.posts()) == 1
    assert await mouth.platform.find(notice) == Unknown()


async def test_what_is_too_long_is_cut_and_not_refused(mouth):
    most = mouth.platform.limits.message_characters
    words = (Phrase("verbatim.text", (("text", "word " * most),)),)
    receipt = await mouth.platform.perform(say(mouth, "card:1", words), None)
    assert isinstance(receipt, Receipt)
    amended = await mouth.platform.perform(
        Amend("closed:1", mouth.here, mouth.here, "card:1", (*WORDS, *words)), receipt.message
    )
    assert amended == receipt
    (post,) = await mouth.posts()
    assert post.text.startswith(f"{TEXT}\nword word")
    assert most * 0.9 < len(post.text) <= most
    assert post.text.endswith("…")


async def test_quoted_text_calls_nobody_and_leads_nowhere(mouth):
    for number, text in enumerate(mouth.hostile):
        await mouth.platform.perform(say(mouth, f"nudge:{number}", quoting(text)), None)
    posts = await mouth.posts()
    assert len(posts) == len(mouth.hostile) >= 4
    for post, text in zip(posts, mouth.hostile, strict=True):
        assert (post.calls, post.marks) == (False, ())
        assert text.split()[-1].strip("`#<>@&|*()[]") in post.text  # it is quoted all the same


async def test_a_missing_word_is_no_silence(mouth):
    words = (Phrase("nudge.of_another_version", (("name", "Ada"),)),)
    assert isinstance(await mouth.platform.perform(say(mouth, words=words), None), Receipt)
    (post,) = await mouth.posts()
    assert "of another version" in post.text
    assert "Ada" in post.text


async def test_its_limits_leave_room(mouth):
    limits = mouth.platform.limits
    assert limits.message_characters >= 1000
    assert limits.button_bytes >= len(BUTTONS[0].value) + 8
    assert limits.poll_options >= 2
    assert limits.poll_seconds[0] < limits.poll_seconds[1]


def test_every_platform_is_held_to_this():
    assert {"discord", "playground"} <= MOUTHS.keys()

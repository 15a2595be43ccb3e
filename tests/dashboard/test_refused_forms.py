"""What the core or the platform would not take comes back in the field it was written in, once, for whoever wrote it."""

from bot.model import Role
from tests.dashboard.house import HOME, open_house


async def test_words_too_long_for_a_message_keep_the_draft_and_themselves() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        await house.waiting()
        (draft,) = await house.store.drafts(HOME, 5)
        _, page = await guest.get("/")
        assert 'rows="4" maxlength="8000"' in page, "the browser cuts nothing that is refused below"
        form = {"verb": "edit", "draft": draft.id}
        for text in ("word " * 400 + "end", "*" * 1200):  # the other signs are escaped on Discord, and would be cut
            _, page = await guest.press("/do/draft", {**form, "text": text})
            assert "Nothing was posted: shorten it" in page
            assert f"data-typed>\n{text}</textarea>" in page
            assert '<details class="reword" open>' in page
            assert [one.id for one in await house.store.drafts(HOME, 5)] == [draft.id]
            assert "data-typed" not in (await guest.get("/"))[1], "once"
        lines = "\r\n".join(["x" * 99] * 20)  # as browsers send them: 2,018 characters, 1,999 as they were typed
        _, page = await guest.press("/do/draft", {**form, "text": lines})
        assert "Posted in your words." in page
        (said,) = [
            value
            for action in house.mouth.said
            for phrase in action.words
            for _, value in phrase.values
            if "xx" in value
        ]
        assert said == lines.replace("\r\n", "\n")


async def test_forms_that_are_refused_come_back_as_they_were_filled_in() -> None:
    async with open_house() as house, house.guest(Role.OWNER) as guest:
        await house.say("Ada", "hello")
        poll = "\n".join(["Which <one>?", *map(str, range(12))])
        form = {"verb": "ask", "channel": "help", "text": poll, "several": "yes"}
        _, page = await guest.press("/do/poll", form, "/polls")
        assert "I found 12" in page
        assert f"data-typed>\n{poll.replace('<one>', '&lt;one&gt;')}</textarea>" in page
        assert '<option value="help" selected>' in page
        assert 'value="yes" data-typed checked' in page
        opener = {"text": "Who tried $nonsense?", "occasion": "announcement", "purpose": "ideas", "voice": "playful"}
        _, page = await guest.press("/do/opener", opener, "/prompts")
        assert ">\nWho tried $nonsense?</textarea>" in page
        assert '<option value="playful" selected>' in page
        knob = {"knob": "timezone", "value": "Europe/Nowhere"}
        _, page = await guest.press("/do/knob", knob, "/settings")
        assert 'value="Europe/Nowhere"' in page
        house.log.full = True
        status, page = await guest.press("/do/poll", form, "/polls")
        assert status == 503
        assert 'href="/?lang=de"' in page, "a form's own address shows nothing"

"""One line an event, with its cause; what people wrote is shown at debug only."""

import pytest

from adapters.logs import EventLines
from adapters.memory import MemoryStore
from bot.decide import decide, time_came
from bot.engine import Engine
from bot.events import MessageSeen, ReactionSeen, TimerDue
from bot.model import SMALLEST, Purpose, Timer
from bot.ports import Batch
from tests.decide.scenes import GENERAL, NOON, SUGGEST, asked, at, draft, line, member, ref, said, scene

WAV = "How do I export my tracks as WAV?"


def flag():
    view = scene(asked())
    timer = Timer(GENERAL, Purpose.PATIENCE, "q", at(60))
    return TimerDue(at(60), timer), time_came(timer, view)


def withdrawn():
    """A message that leads to something: it takes a draft back."""
    view = scene(line("q", "Ada", {"q": 1.0}, text=WAV), asked(), draft("q"))
    event = MessageSeen(said("r", "Bo", "Open File, then Export, and choose WAV.", 60, reply_to="q"))
    return event, decide(event, view)


def test_an_event_that_led_to_something_is_one_line_at_info_with_its_cause(logs):
    lines = logs()
    EventLines().saw(*flag())
    (told,) = lines.json
    assert (told["event"], told["logger"], told["channel"]) == ("TimerDue", "twoway.event", "scene:home/general")
    assert told["verdicts"] == ["flagged:q", "drafted:nudge:q"]
    assert told["actions"] == ["card:nudge:q"]
    assert told["because"][:3] == ["waited", "nobody_spoke", "confidence"]


def test_a_message_that_led_to_something_is_one_line_with_its_id_and_without_its_text(logs):
    lines = logs()
    event, decision = withdrawn()
    EventLines().saw(event, decision)
    (told,) = lines.json
    assert (told["event"], told["line"]) == ("MessageSeen", "r")
    assert told["verdicts"] == ["withdrawn:nudge:q"]
    assert told["because"] == ["no_longer_waits"]
    assert event.message.text not in lines.text
    assert WAV not in lines.text


def test_at_debug_the_text_is_there_and_quiet_events_too(logs):
    lines = logs(at="debug")
    event, decision = withdrawn()
    EventLines().saw(event, decision)
    thumb = ReactionSeen(NOON, ref("q"), member("Bo"), "👍")
    EventLines().saw(thumb, decide(thumb, scene()))
    assert [(told["event"], told["level"], told.get("text")) for told in lines.json] == [
        ("MessageSeen", "info", event.message.text),
        ("ReactionSeen", "debug", None),
    ]


def test_an_event_that_led_to_nothing_is_silent_at_info(logs):
    lines = logs()
    thumb = ReactionSeen(NOON, ref("q"), member("Bo"), "👍")
    EventLines().saw(thumb, decide(thumb, scene()))
    assert lines.text == ""


@pytest.mark.parametrize("level", ["info", "debug"])
async def test_a_whole_conversation_through_the_engine_is_one_line_an_event(logs, level):
    lines = logs(at=level)
    engine = Engine(MemoryStore(), SUGGEST, {}, SMALLEST, [EventLines()])
    talk = [
        said("q", "Ada", WAV),
        said("m", "Bo", "good morning all", 40),
        said("r", "Cy", "Open File, then Export, and choose WAV.", 41, reply_to="q"),
        said("t", "Ada", "thanks, that worked!", 42, reply_to="r"),
    ]
    await engine.handle(Batch(tuple(map(MessageSeen, talk))))
    events = [told["event"] for told in lines.json if told["logger"] == "twoway.event"]
    assert events == (
        ["TimerDue", "MessageSeen"] if level == "info" else ["MessageSeen", "TimerDue", *["MessageSeen"] * 3]
    )
    shown = [message.text for message in talk if message.text in lines.text]
    assert shown == ([] if level == "info" else [message.text for message in talk])

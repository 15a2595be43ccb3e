"""The golden payloads are what goes over the wire, both ways; the fake holds each against Telegram's own description."""

from tests.wire.telegram.record import record, stored


async def test_what_goes_over_the_wire_is_what_was_recorded():
    golden, made = stored(), await record()
    assert len(golden) > 25
    assert made.keys() == golden.keys()
    for name, text in made.items():
        assert text == golden[name], f"{name}: see README.md"


def test_nothing_that_quotes_a_member_holds_what_telegram_would_find():
    golden = [text for name, text in stored().items() if name.startswith("sent/")]
    assert len(golden) > 5
    assert [text for text in golden if "@this" in text or "https://evil" in text or "<b>?" in text] == []

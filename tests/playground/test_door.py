"""Who is let in, what every answer carries, and what a socket may send."""

import json

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from adapters.playground import NotLoopback, loopback_only
from adapters.playground.doorman import BURST, Bucket
from tests.playground.house import open_house


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.53"])
def test_this_machine_is_served(host: str) -> None:
    assert loopback_only(host) == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "", "example.org", "localhost.example.org"])
def test_no_other_address_is_bound(host: str) -> None:
    with pytest.raises(NotLoopback, match=r"127\.0\.0\.1 only"):
        loopback_only(host)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", "", "127.0.0.1"])
async def test_another_name_for_this_machine_is_refused(host: str) -> None:
    async with open_house() as house, house.client.get(house.url, headers={"Host": host}) as answer:
        assert answer.status == 403
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
async def test_another_sites_page_may_not_talk(origin: str) -> None:
    async with open_house() as house:
        with pytest.raises(WSServerHandshakeError) as refused:
            await house.client.ws_connect(f"{house.url}/talk", headers={"Origin": origin})
        assert refused.value.status == 403
        async with house.client.get(house.url, headers={"Origin": origin}) as answer:
            assert answer.status == 403


async def test_a_socket_without_an_origin_is_refused() -> None:
    async with open_house() as house:
        with pytest.raises(WSServerHandshakeError) as refused:
            await house.client.ws_connect(f"{house.url}/talk")
        assert refused.value.status == 403


@pytest.mark.parametrize("path", ["/", "/static/main.js", "/static/tokens.css", "/nowhere", "/static/../server.py"])
async def test_every_answer_carries_the_headers(path: str) -> None:
    async with open_house() as house, house.client.get(house.url + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.status == (404 if path in ("/nowhere", "/static/../server.py") else 200)


async def test_the_page_speaks_the_readers_language() -> None:
    async with open_house() as house:
        for query, header, language, words in (
            ("", "en", "en", "Waiting"),
            ("?lang=de", "en", "de", "Wartend"),
            ("", "fr, de;q=0.9, en;q=0.8", "de", "Wartend"),
            ("?lang=<script>", ";q=x,,", "en", "Waiting"),
        ):
            async with house.client.get(house.url + "/" + query, headers={"Accept-Language": header}) as answer:
                text = await answer.text()
                assert f'<html lang="{language}"' in text
                assert words in text
                assert "<script>" not in text
                assert " style=" not in text
                assert " onclick=" not in text


async def test_a_long_frame_gets_a_plain_answer_and_a_far_longer_one_ends_the_line() -> None:
    async with open_house() as house, house.page() as page:
        answer = await page.ask("write", channel="general", member="ada", text="x" * 70_000)
        assert answer["kind"] == "refused"
        assert "64 KB" in answer["why"]
        assert await page.write("ada", "still here")
        await page.socket.send_str("x" * 1_000_000)
        closing = await page.socket.receive()
        while closing.type is WSMsgType.TEXT:
            closing = await page.socket.receive()
        assert closing.type is WSMsgType.CLOSE
        assert page.socket.close_code == 1009


async def test_nonsense_gets_an_answer_and_harms_nothing() -> None:
    async with open_house() as house, house.page() as page:
        for text in ("", "{", "[]", "null", json.dumps({"kind": "write"}), json.dumps({"kind": 5, "ask": 7})):
            await page.socket.send_str(text)
            assert (await page.until(lambda frame: "why" in frame))["kind"] == "refused"
        assert await page.write("ada", "hello")


async def test_a_flood_is_slowed() -> None:
    async with open_house(tick=lambda: 0.0) as house, house.page() as page:
        answers = [await page.ask("join", name="Ada") for _ in range(int(BURST) + 1)]
        assert [answer["kind"] for answer in answers] == ["done"] * int(BURST) + ["refused"]
        assert "Slow down" in answers[-1]["why"]


def test_an_allowance_fills_again() -> None:
    now = 0.0
    bucket = Bucket(lambda: now)
    spent = sum(bucket.spend() for _ in range(100))
    assert spent == BURST
    now = 1.0
    assert bucket.spend()

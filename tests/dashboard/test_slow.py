"""Clients that dawdle: a connection that never asks is closed, a form that never ends is given up, and others are served meanwhile."""

import asyncio

from aiohttp import ClientSession, web

from adapters.dashboard import open_door
from adapters.dashboard.forms import form_of


async def test_a_client_that_never_ends_its_headers_is_let_go_and_nobody_else() -> None:
    async def hello(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    application = web.Application()
    application.router.add_get("/", hello)
    async with open_door(application, "127.0.0.1", 0, first=0.2) as port, ClientSession() as client:
        async with client.get(f"http://127.0.0.1:{port}/") as answer:
            assert await answer.text() == "hello"
        dawdlers = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _, writer in dawdlers:
            writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        async with asyncio.timeout(5):
            for reader, writer in dawdlers:
                assert await reader.read() == b""
                writer.close()
        async with client.get(f"http://127.0.0.1:{port}/") as answer:  # the first connection still stands
            assert await answer.text() == "hello"


async def test_a_form_that_never_ends_is_given_up() -> None:
    async def take(request: web.Request) -> web.Response:
        try:
            await form_of(request, 0.1)
        except TimeoutError:
            return web.Response(status=408)
        return web.Response()

    application = web.Application()
    application.router.add_post("/", take)
    async with open_door(application, "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n"
        writer.write(head + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nticket=")
        async with asyncio.timeout(5):
            assert b" 408 " in await reader.readline()
        writer.close()

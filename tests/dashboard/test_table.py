"""The ledger as a file: for the team of this community alone, whole or not at all."""

import csv
import io

import pytest
from aiohttp import ClientPayloadError

from adapters.memory import MemoryStore
from bot.model import Role
from bot.ports import Unavailable
from tests.dashboard.house import ELSEWHERE, HOME, open_house


class FrailStore(MemoryStore):
    """A store whose disk is away while `gone` is set."""

    gone = False

    async def trials(self, *asked):
        """Return trials, or raise Unavailable while gone."""
        if self.gone:
            raise Unavailable("the disk is gone")
        return await super().trials(*asked)


@pytest.mark.parametrize("role", [None, *Role])
async def test_it_is_for_the_team(role: Role | None) -> None:
    async with open_house() as house:
        await house.waiting("Ada", "Does the lid fit?")
        await house.waiting("Ida", "Does the secret lid fit?", ELSEWHERE)
        async with house.stranger() if role is None else house.guest(role) as visitor:
            status, text = await visitor.get("/ledger.csv")
            assert status == (401 if role is None else 200 if role.may(Role.TEAM) else 403)
            _, page = await visitor.get("/ledger")
            assert ("/ledger.csv" in page) == (status == 200)
            if status == 200:
                assert visitor.headers.get("Content-Disposition") is None  # of the page
                rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
                assert {row["verdict"] for row in rows} >= {"flagged", "drafted"}
                assert len(rows) == len(await house.store.ledger(HOME, 99))


async def test_it_is_a_download_with_all_headers() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as visitor:
        status, text = await visitor.get("/ledger.csv?bom=0")
        assert (status, text.startswith("at,channel")) == (200, True)
        assert visitor.headers["Content-Type"].startswith("text/csv")
        assert visitor.headers["Content-Disposition"].startswith("attachment")
        assert visitor.headers["X-Content-Type-Options"] == "nosniff"
        assert visitor.headers["Cache-Control"] == "no-store"


async def test_half_a_ledger_is_never_taken_for_a_whole_one() -> None:
    store = FrailStore()
    async with open_house(store) as house, house.guest(Role.TEAM) as visitor:
        await house.waiting()
        store.gone = True
        with pytest.raises(ClientPayloadError):
            await visitor.get("/ledger.csv")
        store.gone = False
        assert (await visitor.get("/ledger.csv"))[0] == 200

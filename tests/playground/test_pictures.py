"""Pictures in the playground: beside the words of a result, with their description, for as long as the playground runs."""

from tests.painter.canvas import DOT
from tests.playground.house import open_house
from tests.playground.test_polls import is_result, posted, vote


async def test_a_result_is_shown_with_its_picture() -> None:
    async with open_house() as house:
        async with house.page() as page:
            poll = await posted(page)
            await vote(page, "ben", poll, "2")
            await house.let_pass(24 * 60 + 1, 30)
            result = await page.have(lambda frame: is_result(frame) and frame["picture"] is not None)
            assert "light: 1 vote (100 %)" in result["text"]
            assert result["picture"]["alt"].startswith("Bar chart of the votes.")
            async with house.client.get(f"{house.url}{result['picture']['src']}") as answer:
                assert (answer.status, answer.content_type, await answer.read()) == (200, "image/png", DOT)
            for other in ("/pictures/general/nothing.png", f"/pictures/general/{poll['id']}.png", "/pictures/x/y.png"):
                async with house.client.get(f"{house.url}{other}") as answer:
                    assert answer.status == 404
        async with house.page() as later:
            assert [frame["picture"] for frame in later.first if is_result(frame)] == [result["picture"]]
    async with open_house(house.store, house.clock.now()) as house, house.page() as page:
        assert [frame["picture"] for frame in page.first if is_result(frame)] == [None]

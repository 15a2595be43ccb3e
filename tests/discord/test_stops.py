"""Where Discord refused the bot: shown with the reason in the setup's check, in the budget, and by the doctor, a process of its own."""

from adapters.discord import examine
from adapters.discord.refs import channel_ref
from adapters.discord.stops import Stops, read_stops, refused
from tests.discord.house import PHRASES, open_house
from tests.discord.test_commands import Home, told
from tests.fakes.discord.permissions import May

HERE = channel_ref(1, 2)


async def test_a_stop_shows_in_the_check_in_the_budget_and_in_doctor_until_permissions_change(fake, tmp_path):
    home, file = Home(fake), tmp_path / "stopped.json"
    german = fake.people.member(home.guild, "Greta", home.staff, locale="de")
    thread = fake.people.thread(home.ada, home.general, "WAV", "hello")
    async with open_house(fake, stops=file) as house:
        for where in (home.general, thread):
            house.discord._stops.put(channel_ref(home.guild.id, where.id), refused("permission"))
        one = await fake.pressing.slash(german, home.team, "twoway setup")
        await told(house, one)
        text = (await told(house, await fake.pressing.press(german, one.original, "~setup:check"))).replace("\\", "")
        assert text.startswith("2 Sachen zu beheben:")
        assert "**#general**: angehalten: dem Bot fehlt dort eine Berechtigung → die Berechtigungen" in text
        assert "**#WAV**: angehalten" in text
        text = await told(house, await fake.pressing.slash(home.bo, home.general, "twoway budget"))
        assert "Discord does not let me post here: the bot lacks a permission there." in text
        found = [each for each in await examine(fake.token, PHRASES, api_base=fake.api, stops=file) if not each.well]
        assert [(each.subject, each.found) for each in found] == [
            ("#general", "stopped: the bot lacks a permission there"),
            (f"#{thread.id}", "stopped: the bot lacks a permission there"),
        ]
        assert found[0].mend == "change the bot's permissions there; it goes on at once"
        fake.people.forbid_bot(home.general, May.ATTACH_FILES)
        fake.people.forbid_bot(home.general, 0)
        await fake.heard()
        assert list(house.discord._stops) == []
        assert [
            each.found for each in await examine(fake.token, PHRASES, api_base=fake.api, stops=file) if not each.well
        ] == []


def test_stops_are_written_for_other_processes_and_forgotten_by_a_new_one(tmp_path):
    file = tmp_path / "stopped.json"
    assert list(read_stops(file)) == list(read_stops(None)) == []
    stops = Stops(file)
    assert not file.exists(), "nothing was refused yet"
    stops.put(HERE, refused("code", code="50035"))
    assert read_stops(file).why(HERE) == refused("code", code="50035")
    stops.drop(7)
    assert list(read_stops(file)) == [HERE]
    stops.drop(1)
    assert list(read_stops(file)) == []
    stops.put(HERE, refused("write"))
    Stops(file)
    assert list(read_stops(file)) == []


def test_a_file_that_cannot_be_read_or_written_is_no_matter(tmp_path):
    broken = tmp_path / "broken.json"
    for text in ("", "{", "7", '["x"]', '[["1", "2", "write", 3]]', "null"):
        broken.write_text(text, encoding="utf-8")
        assert list(read_stops(broken)) == []
    nowhere = Stops(tmp_path / "no such folder" / "stopped.json")
    nowhere.put(HERE, refused("write"))
    assert list(nowhere) == [HERE]

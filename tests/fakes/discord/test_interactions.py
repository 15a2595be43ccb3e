"""Commands, buttons, menus, modals: the real app_commands and ui, answered over the real wire."""

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from tests.fakes.discord.client import Listener, running
from tests.fakes.discord.people import NotPossible
from tests.fakes.discord.permissions import May


class Card(ui.View):
    """A draft's card: a button that edits, one that opens a modal, a menu."""

    def __init__(self):
        super().__init__(timeout=None)

    @ui.button(label="Post", custom_id="post:1", style=discord.ButtonStyle.success)
    async def post(self, interaction, button):
        await interaction.response.edit_message(content="posted", view=None)

    @ui.button(label="Edit", custom_id="edit:1")
    async def edit(self, interaction, button):
        await interaction.response.send_modal(Words())

    @ui.select(
        custom_id="snooze:1",
        options=[discord.SelectOption(label="An hour", value="1h"), discord.SelectOption(label="A day", value="1d")],
    )
    async def snooze(self, interaction, select):
        await interaction.response.send_message(f"snoozed {select.values[0]}", ephemeral=True)


class Words(ui.Modal, title="Edit"):
    """Asks for the text."""

    text = ui.TextInput(label="Text", default="as it was", custom_id="text", max_length=200)

    def __init__(self):
        super().__init__(custom_id="words:1")

    async def on_submit(self, interaction):
        await interaction.response.edit_message(content=str(self.text))


class Bot(Listener):
    """A client with a few commands, registered on start."""

    async def setup_hook(self):
        self.add_view(Card())
        group = app_commands.Group(name="twoway", description="Twoway")

        @group.command(description="What waits")
        async def questions(
            interaction: discord.Interaction,
            limit: app_commands.Range[int, 1, 50] = 5,
            who: discord.Member | None = None,
        ):
            await interaction.response.send_message(f"{limit} for {who and who.display_name}", ephemeral=True)

        @group.command(description="Slow")
        async def slow(interaction: discord.Interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.followup.send("first")
            await interaction.followup.send("second", ephemeral=True)
            await interaction.edit_original_response(content="first, edited")

        @group.command(description="Team channel")
        async def team(interaction: discord.Interaction, channel: discord.TextChannel, name: discord.Role):
            await interaction.response.send_message(f"{channel.name} for {name.name}")

        @group.command(description="Card")
        async def card(interaction: discord.Interaction):
            await interaction.response.send_message("draft", view=Card())

        @group.command(description="Silent")
        async def silent(interaction: discord.Interaction):
            self.kept = interaction
            self.dispatch("kept")

        @group.command(description="Topic")
        async def enlist(interaction: discord.Interaction, topic: str):
            await interaction.response.send_message(topic)

        @enlist.autocomplete("topic")
        async def topics(interaction: discord.Interaction, current: str):
            return [
                app_commands.Choice(name=name, value=name) for name in ("export", "mixer") if name.startswith(current)
            ]

        self.tree.add_command(group)

        @self.tree.context_menu(name="Needs an answer")
        async def needs(interaction: discord.Interaction, message: discord.Message):
            await interaction.response.send_message(f"noted: {message.content}", ephemeral=True)

        @self.tree.command(name="admin", description="For the team")
        @app_commands.default_permissions(manage_guild=True)
        async def admin(interaction: discord.Interaction):
            await interaction.response.send_message("hello team")

        self.synced = await self.tree.sync()


@pytest.fixture
async def home(fake):
    """A server with a channel, two members, and the bot running."""
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    ada, bo = fake.people.member(guild, "Ada", locale="de"), fake.people.member(guild, "Bo")
    async with running(fake, Bot()) as client:
        yield client, channel, ada, bo


async def test_a_slash_command_answers_only_its_member(fake, home):
    _, channel, ada, bo = home
    seen = await fake.pressing.slash(ada, channel, "twoway questions", limit=7, who=bo)
    assert seen.text == "7 for Bo"
    assert seen.reply.ephemeral
    assert channel.last is None
    with pytest.raises(NotPossible, match="too small or too large"):
        await fake.pressing.slash(ada, channel, "twoway questions", limit=70)
    with pytest.raises(NotPossible, match="not offered"):
        await fake.pressing.slash(ada, channel, "nothing")


async def test_channels_and_roles_can_be_given(fake, home):
    _, channel, ada, _ = home
    role = fake.people.role(channel.guild, "Team")
    seen = await fake.pressing.slash(ada, channel, "twoway team", channel=channel, name=role)
    assert seen.text == "general for Team"


async def test_a_deferred_answer_is_filled_in_then_followed(fake, home):
    _, channel, ada, _ = home
    seen = await fake.pressing.slash(ada, channel, "twoway slow")
    await fake.until(lambda: seen.text == "first, edited")
    assert [message.content for message in seen.messages] == ["first, edited", "second"]
    assert all(message.ephemeral for message in seen.messages)


async def test_buttons_menus_and_modals(fake, home):
    _, channel, ada, bo = home
    card = (await fake.pressing.slash(ada, channel, "twoway card")).reply
    assert channel.last is card
    chosen = await fake.pressing.choose(bo, card, "snooze:1", "A day")
    assert (chosen.text, chosen.reply.ephemeral) == ("snoozed 1d", True)
    opened = await fake.pressing.press(bo, card, "Edit")
    with pytest.raises(NotPossible):
        await fake.pressing.submit(opened, text="x" * 201)
    with pytest.raises(NotPossible):
        await fake.pressing.submit(opened, text="")
    await fake.pressing.submit(opened, text="better words")
    assert card.content == "better words"
    await fake.pressing.press(ada, card, "post:1")
    assert (card.content, card.widgets()) == ("posted", [])
    with pytest.raises(NotPossible):
        await fake.pressing.press(ada, card, "Post")


async def test_an_ephemeral_answer_is_seen_by_its_member_alone(fake, home):
    client, channel, ada, bo = home
    seen = await fake.pressing.slash(ada, channel, "twoway questions")
    with pytest.raises(NotPossible, match="does not see"):
        await fake.pressing.press(bo, seen.reply, "any")
    with pytest.raises(discord.NotFound):
        await client.get_channel(channel.id).fetch_message(seen.reply.id)


async def test_message_menus_and_autocomplete(fake, home):
    _, channel, ada, bo = home
    asked = channel.say(bo, "How do I export?")
    seen = await fake.pressing.menu(ada, "Needs an answer", asked)
    assert seen.text == "noted: How do I export?"
    assert [
        one["name"] for one in await fake.pressing.autocomplete(ada, channel, "twoway enlist", "topic", topic="ex")
    ] == ["export"]


async def test_commands_are_registered_and_shown_to_those_who_may(fake, home):
    client, channel, ada, bo = home
    assert sorted(one.name for one in client.synced) == ["Needs an answer", "admin", "twoway"]
    assert fake.pressing.offered(ada, channel) == ["twoway"]
    fake.people.give(bo, fake.people.role(channel.guild, "Team", May.MANAGE_GUILD))
    assert sorted(fake.pressing.offered(bo, channel)) == ["admin", "twoway"]
    first = {one.name: one.id for one in client.synced}
    assert {one.name: one.id for one in await client.tree.sync()} == first
    guild = discord.Object(channel.guild.id)
    client.tree.copy_global_to(guild=guild)
    assert len(await client.tree.sync(guild=guild)) == 3


async def test_an_interaction_can_be_answered_once_and_within_three_seconds(fake, home):
    client, channel, ada, _ = home
    seen = await fake.pressing.slash(ada, channel, "twoway silent", wait=False)
    await client.hears("kept")
    await client.kept.response.send_message("once")
    again = f"{fake.api}/interactions/{seen.id}/{seen.token}/callback"
    async with (
        aiohttp.ClientSession() as session,
        session.post(again, json={"type": 4, "data": {"content": "twice"}}) as twice,
    ):
        assert ((await twice.json())["code"], seen.text) == (40060, "once")
    await fake.pressing.slash(ada, channel, "twoway silent", wait=False)
    await client.hears("kept", 2)
    fake.pass_time(seconds=4)
    with pytest.raises(discord.NotFound) as late:
        await client.kept.response.send_message("late")
    assert late.value.code == 10062


async def test_a_token_lives_fifteen_minutes(fake, home):
    client, channel, ada, _ = home
    seen = await fake.pressing.slash(ada, channel, "twoway silent", wait=False)
    await client.hears("kept")
    with pytest.raises(discord.NotFound) as early:
        await client.kept.followup.send("too early")
    assert early.value.code == 10015
    await client.kept.response.send_message("in time")
    fake.pass_time(minutes=14)
    await client.kept.followup.send("still")
    fake.pass_time(minutes=2)
    with pytest.raises(discord.HTTPException) as late:
        await client.kept.followup.send("too late")
    assert (late.value.status, late.value.code) == (401, 50027)
    assert [one.content for one in seen.messages] == ["in time", "still"]

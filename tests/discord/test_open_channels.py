"""Which channels everybody may read: an earlier answer is quoted from these alone. Told at the start, and whenever permissions change."""

from bot.decide.earlier import readable
from bot.events import ChannelNamed
from bot.model import CommunityRef
from bot.view import Room, Snapshot, View
from tests.discord.house import SUGGEST, open_house
from tests.fakes.discord.permissions import May


async def test_private_channels_and_threads_are_not_open_and_a_change_is_heard(fake):
    people = fake.people
    guild = people.guild()
    general, staff = people.channel(guild, "general"), people.channel(guild, "staff")
    mute = people.channel(guild, "no-history")
    ada = people.member(guild, "Ada")
    bot = guild.members[fake.bot.id]
    people.overwrite(staff, guild.everyone, deny=May.VIEW_CHANNEL)
    people.overwrite(staff, bot, allow=May.VIEW_CHANNEL)
    people.overwrite(mute, guild.everyone, deny=May.READ_MESSAGE_HISTORY)
    people.overwrite(mute, bot, allow=May.READ_MESSAGE_HISTORY)
    thread = people.thread(ada, general, "open thread")
    async with open_house(fake) as house:
        await house.hears(ChannelNamed, 4)
        home = CommunityRef("discord", str(guild.id))
        view = await house.store.community(home)
        assert view.open == {str(general.id), str(thread.id)}
        room = Room(Snapshot(house.all(ChannelNamed)[0].channel))
        seen = View(room, SUGGEST, view, house.discord.limits, fake.clock.now())
        assert str(staff.id) not in [ref.id for ref in readable(seen)[1:]]
        before = len(house.all(ChannelNamed))
        people.overwrite(general, guild.everyone, deny=May.VIEW_CHANNEL)
        people.overwrite(general, bot, allow=May.VIEW_CHANNEL)
        await house.hears(ChannelNamed, before + 1)
        await house.until(lambda: not house.all(ChannelNamed)[-1].open)
        view = await house.store.community(home)
        assert str(general.id) not in view.open

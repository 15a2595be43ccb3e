"""Who speaks for the brand in which server: the roles and members that the community chose, else those who may manage it."""

from collections import OrderedDict
from collections.abc import Iterable

import discord

from adapters.discord.refs import channel_ref, community_ref
from adapters.discord.wire import FAILURES, for_good
from bot.actions import Change, KnobSet
from bot.model import CommunityRef, Policy
from bot.ports import Store
from bot.view import CommunityView, policy_of

REMEMBERED = 5_000


def is_team(member: discord.Member, chosen: tuple[str, ...]) -> bool:
    """Whether a member is of the team. `chosen`: ids of roles and members; none means the server's staff."""
    if member.bot:
        return False
    if chosen:
        return str(member.id) in chosen or any(str(role.id) in chosen for role in member.roles)
    return is_staff(member)


def is_staff(member: discord.Member) -> bool:
    """Whether a member may manage the server. Such a member may always set Twoway up."""
    return member.guild_permissions.manage_guild or member.guild_permissions.administrator


class Teams:
    """Remembers what each community chose, and the authors whom a page of history names without their roles."""

    def __init__(self, store: Store, policy: Policy) -> None:
        """`policy`: where a community chose nothing."""
        self._store, self._policy = store, policy
        self._views: dict[CommunityRef, CommunityView] = {}
        self._members: OrderedDict[tuple[int, int], discord.Member | None] = OrderedDict()

    async def view(self, guild: int, fresh: bool = False) -> CommunityView:
        """Return what a community chose. `fresh`: read it again."""
        ref = community_ref(guild)
        if fresh or ref not in self._views:
            self._views[ref] = await self._store.community(ref)
        return self._views[ref]

    async def policy(self, guild: int, channel: int = 0, fresh: bool = False) -> Policy:
        """Return the policy of a channel, or of the whole community."""
        return policy_of(self._policy, await self.view(guild, fresh), channel_ref(guild, channel))

    def changed(self, changes: Iterable[Change]) -> None:
        """Forget what was read of communities that have just chosen otherwise."""
        for change in changes:
            if isinstance(change, KnobSet):
                self._views.pop(change.community, None)

    def knows(self, guild: int) -> bool:
        """Whether a community's choice is at hand, so that `now` can be asked."""
        return community_ref(guild) in self._views

    def now(self, author: "discord.Member | discord.User") -> bool:
        """Whether an author is of the team, going by what is at hand."""
        if not isinstance(author, discord.Member):
            return False
        self._remember(author.guild.id, author.id, author)
        ref = community_ref(author.guild.id)
        view = self._views.get(ref, CommunityView(ref))
        return is_team(author, policy_of(self._policy, view, channel_ref(author.guild.id, 0)).team)

    def has(self, guild: int, user: int) -> bool:
        """Whether an account that comes without its roles is of the team, going by what is at hand: it is chosen itself, or wrote here."""
        ref = community_ref(guild)
        chosen = policy_of(self._policy, self._views.get(ref, CommunityView(ref)), channel_ref(guild, 0)).team
        member = self._members.get((guild, user))
        return str(user) in chosen or (member is not None and is_team(member, chosen))

    async def of(self, author: "discord.Member | discord.User", guild: discord.Guild, vain: set[int]) -> bool:
        """Whether an author is of the team; asks Discord for the member where a page of history names only the account.

        `vain`: the accounts that this reading asked for in vain; they are not asked for again in it. Raises discord.RateLimited.
        """
        await self.view(guild.id)
        if isinstance(author, discord.Member) or author.bot:
            return self.now(author)
        if (guild.id, author.id) not in self._members and author.id not in vain:
            try:
                self._remember(guild.id, author.id, await guild.fetch_member(author.id))
            except discord.RateLimited:
                raise
            except FAILURES as why:
                # Left, or not to be asked now: then the line counts as a member's, which claims less.
                if for_good(why):
                    self._remember(guild.id, author.id, None)
                else:
                    vain.add(author.id)
        member = self._members.get((guild.id, author.id))
        return member is not None and self.now(member)

    def _remember(self, guild: int, user: int, member: discord.Member | None) -> None:
        self._members[guild, user] = member
        self._members.move_to_end((guild, user))
        if len(self._members) > REMEMBERED:
            self._members.popitem(last=False)

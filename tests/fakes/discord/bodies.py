"""State into the JSON that Discord sends: the same objects in REST answers and in gateway events."""

from datetime import datetime, timedelta
from typing import Any

from tests.fakes.discord.permissions import in_channel, of_roles
from tests.fakes.discord.state import POSTS_ONLY, Channel, Guild, Kind, Member, Message, Poll, Role, User

Json = dict[str, Any]


def time_text(at: datetime) -> str:
    """Write a time as Discord does."""
    return at.isoformat(timespec="microseconds")


def user(one: User) -> Json:
    """An account."""
    hook = one.bot and one.name.startswith("hook:")
    body: Json = {
        "id": str(one.id),
        "username": one.name.removeprefix("hook:"),
        "avatar": None,
        "discriminator": "0000" if hook else "0",
        "public_flags": 0,
        "flags": 0,
        "global_name": None if one.bot else one.name,
        "primary_guild": None,
    }
    return body | ({"bot": True} if one.bot else {})


def member(one: Member, bare: bool = False) -> Json:
    """A member; `bare` leaves the account out, as in message events."""
    body: Json = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": time_text(one.joined_at),
        "nick": one.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(role.id) for role in one.roles],
        "mute": False,
        "deaf": False,
    }
    return body if bare else body | {"user": user(one.user)}


def role(one: Role) -> Json:
    """A role."""
    body: Json = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(int(one.permissions)),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.bot_id is not None,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return body | ({"tags": {"bot_id": str(one.bot_id)}} if one.bot_id is not None else {})


def channel(one: Channel) -> Json:
    """A channel, thread or direct conversation."""
    newest = str(one.last_id) if one.last_id else None
    if one.kind == Kind.DM:
        assert one.recipient is not None
        body = {"id": str(one.id), "type": 1, "flags": 0, "recipients": [user(one.recipient)]}
        return body | {"last_message_id": newest}
    if one.is_thread:
        return thread(one)
    assert one.guild is not None
    body = {
        "id": str(one.id),
        "type": int(one.kind),
        "flags": one.flags,
        "guild_id": str(one.guild.id),
        "name": one.name,
        "position": one.position,
        "parent_id": str(one.parent.id) if one.parent else None,
        "permission_overwrites": [
            {"id": str(item.id), "type": item.type, "allow": str(int(item.allow)), "deny": str(int(item.deny))}
            for item in one.overwrites.values()
        ],
    }
    if one.kind == Kind.CATEGORY:
        return body
    body |= {"topic": one.topic, "nsfw": one.nsfw, "rate_limit_per_user": one.slowmode, "last_message_id": newest}
    if one.kind in POSTS_ONLY:
        posts = [post.id for post in one.guild.threads if post.parent is one]
        body |= {
            "available_tags": one.tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "last_message_id": str(max(posts)) if posts else None,
        }
        body |= {"default_forum_layout": 0} if one.kind == Kind.FORUM else {}
    return body


def thread(one: Channel, joined_by: int | None = None) -> Json:
    """A thread, with the membership of one account where it has joined."""
    assert one.guild is not None
    assert one.parent is not None
    body = {
        "id": str(one.id),
        "type": int(one.kind),
        "flags": one.flags,
        "guild_id": str(one.guild.id),
        "name": one.name,
        "parent_id": str(one.parent.id),
        "owner_id": str(one.owner_id),
        "rate_limit_per_user": one.slowmode,
        "last_message_id": str(one.last_id) if one.last_id else None,
        "thread_metadata": {
            "archived": one.archived,
            "archive_timestamp": time_text(one.archived_at) if one.archived_at else None,
            "auto_archive_duration": one.auto_archive,
            "locked": one.locked,
        },
        "message_count": len(one.messages),
        "member_count": len(one.joined),
        "total_message_sent": len(one.messages),
    }
    body |= {"applied_tags": [str(tag) for tag in one.applied_tags]} if one.applied_tags else {}
    return body | ({"member": thread_member(one, joined_by)} if joined_by in one.joined else {})


def thread_member(one: Channel, account: int | None) -> Json:
    """One account's membership in a thread."""
    joined = time_text(one.joined[account]) if account in one.joined else ""
    return {"id": str(one.id), "user_id": str(account), "join_timestamp": joined, "flags": 1}


def guild(one: Guild) -> Json:
    """A server, as GET /guilds/{id} and GUILD_CREATE have it in common."""
    empty = (
        "icon description home_header splash discovery_splash banner application_id afk_channel_id system_channel_id "
        "widget_channel_id vanity_url_code rules_channel_id safety_alerts_channel_id public_updates_channel_id "
        "incidents_data"
    )
    zero = (
        "system_channel_flags verification_level default_message_notifications mfa_level explicit_content_filter "
        "premium_tier premium_subscription_count nsfw_level max_presences"
    )
    return {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner_id),
        "region": "deprecated",
        "features": [],
        "afk_timeout": 300,
        "widget_enabled": False,
        "roles": [role(item) for item in one.roles.values()],
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "preferred_locale": one.locale,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "emojis": [],
        "stickers": [],
        **dict.fromkeys(empty.split()),
        **dict.fromkeys(zero.split(), 0),
    }


def my_guild(one: Guild, bot: Member) -> Json:
    """A server in the bot's own list."""
    body = {"id": str(one.id), "name": one.name, "icon": None, "banner": None, "features": []}
    return body | {"owner": one.owner_id == bot.id, "permissions": str(of_roles(bot))}


def message(one: Message, me: User, results: bool = True, nested: bool = False) -> Json:
    """A message as it was written. `me` is the bot that looks; `nested`: quoted in a reply."""
    body: Json = {
        "id": str(one.id),
        "type": one.type,
        "channel_id": str(one.channel.id),
        "author": user(one.author),
        "content": one.content,
        "timestamp": time_text(one.at),
        "edited_timestamp": time_text(one.edited_at) if one.edited_at else None,
        "flags": one.flags | (32 if one.thread else 0),
        "mentions": [user(item) for item in one.mentions],
        "mention_roles": [str(item) for item in one.mention_roles],
        "mention_everyone": one.mention_everyone,
        "attachments": one.attachments,
        "embeds": one.embeds,
        "components": one.components,
        "pinned": one.pinned,
        "tts": False,
    }
    for key, value in (("webhook_id", one.webhook_id), ("application_id", one.application_id)):
        body |= {key: str(value)} if value is not None else {}
    body |= {"message_reference": one.reference} if one.reference else {}
    body |= {"interaction_metadata": one.interaction} if one.interaction else {}
    body |= {"poll": poll(one.poll, me, results)} if one.poll else {}
    body |= {"thread": thread(one.thread)} if one.thread else {}
    body |= {"position": 0} if one.channel.is_thread else {}
    if one.reactions and not nested:
        body["reactions"] = [reaction(emoji, who, me) for emoji, who in one.reactions.items()]
    if one.type in (19, 21) and not nested:
        body["referenced_message"] = message(one.replied_to, me, results, nested=True) if one.replied_to else None
    return body


def emoji(text: str) -> Json:
    """A reaction's emoji: a character, or "name:id" of a server's own."""
    name, _, number = text.partition(":")
    return {"id": number or None, "name": name}


def reaction(text: str, who: list[int], me: User) -> Json:
    """A reaction and how many chose it."""
    return {
        "emoji": emoji(text),
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me_burst": False,
        "me": me.id in who,
    }


def poll(one: Poll, me: User, results: bool = True) -> Json:
    """A poll; without `results` its counts are unknown."""
    body: Json = {
        "question": {"text": one.question},
        "answers": [{"answer_id": number, "poll_media": media} for number, media in one.answers.items()],
        "expiry": time_text(one.expiry),
        "allow_multiselect": one.multiple,
        "layout_type": 1,
    }
    if results:
        counts = [
            {"id": number, "count": len(who), "me_voted": me.id in who} for number, who in one.votes.items() if who
        ]
        body["results"] = {"answer_counts": counts, "is_finalized": one.finalized}
    return body


def poll_outcome(one: Message) -> list[Json]:
    """Return the embed of the message that tells a poll's outcome (type 46)."""
    assert one.poll is not None
    votes = {number: len(who) for number, who in one.poll.votes.items()}
    total, most = sum(votes.values()), max(votes.values(), default=0)
    best = [number for number, count in votes.items() if count == most and most > 0]
    told = {"poll_question_text": one.poll.question, "victor_answer_votes": str(most), "total_votes": str(total)}
    if len(best) == 1:
        told |= {"victor_answer_id": str(best[0]), "victor_answer_text": one.poll.answers[best[0]].get("text", "")}
    fields = [{"name": name, "value": value, "inline": False} for name, value in told.items()]
    return [{"type": "poll_result", "fields": fields}]


def can_do(one: Member, place: Channel) -> str:
    """Return what a member may do in a channel, as Discord writes it."""
    return str(in_channel(one, place))


def later(at: datetime, **length: float) -> str:
    """Write a time some way off."""
    return time_text(at + timedelta(**length))

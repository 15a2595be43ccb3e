"""What the bot can and cannot hear and do in each group, each with the exact steps to mend it, in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import telegram
from telegram import Bot, ChatFullInfo, ChatMember
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.model import Phrase, Phrases

RIGHTS = (("can_send_messages", "write"), ("can_send_polls", "polls"), ("can_send_photos", "photos"))
"""What the bot needs where it is no administrator, and the phrases of what it lacks without."""


class Say(Protocol):
    """Says one of this folder's phrases to whoever looks."""

    def __call__(self, name: str, /, **values: str) -> str:
        """Return the phrase as plain text, its slots filled."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: whether it is well, what was found, and what to change. What is well is told to the doctor alone, in English."""

    subject: str
    well: bool
    found: str
    mend: str = ""


def of_privacy(reads_all: bool, say: Say) -> Diagnosis:
    """Return what @BotFather's privacy mode lets the bot hear in groups where it is no administrator."""
    if reads_all:
        return Diagnosis("privacy mode", True, "off: groups that the bot joins from now on are heard whole")
    found = "on: where the bot is no administrator it hears only commands, replies to it and mentions of it"
    return Diagnosis("privacy mode", False, found, say("check_privacy_mend"))


def of_chat(chat: ChatFullInfo, me: ChatMember, reads_all: bool, say: Say) -> list[Diagnosis]:
    """Return everything about one group or channel. `me`: the bot's standing there; `reads_all`: privacy mode is off."""
    name = chat.title or str(chat.id)
    if me.status in (ChatMember.LEFT, ChatMember.BANNED):
        return [Diagnosis(name, False, say("check_left"), say("check_add"))]
    admin = me.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
    if chat.type == telegram.Chat.CHANNEL:
        return [_of_channel(chat, name)]
    found = [_hears(name, admin, reads_all, say), _notices(name, admin, say), *_writes(chat, me, name, admin, say)]
    if chat.type == telegram.Chat.GROUP:
        found.append(Diagnosis(name, True, "a basic group: Telegram has no links to its messages"))
    if chat.is_forum:
        found.append(Diagnosis(name, True, "has topics: each is followed by itself"))
    if chat.linked_chat_id:
        found.append(Diagnosis(name, True, "is the discussion group of a channel: its posts are heard as the team's"))
    return found


def _of_channel(chat: ChatFullInfo, name: str) -> Diagnosis:
    if chat.linked_chat_id:
        return Diagnosis(name, True, "a channel with a discussion group: add the bot to that group, where the talk is")
    mend = "in the channel: Manage channel, Discussion, choose or create a group; then add the bot to that group"
    return Diagnosis(name, False, "a channel without a discussion group: nobody can answer there", mend)


def _hears(name: str, admin: bool, reads_all: bool, say: Say) -> Diagnosis:
    if admin:
        return Diagnosis(name, True, "hears everything, as an administrator")
    if reads_all:
        doubt = "if the bot was added while privacy mode was on, remove it and add it again"
        return Diagnosis(name, True, f"hears everything ({doubt})")
    return Diagnosis(name, False, say("check_hears_little"), say("check_privacy_mend"))


def _notices(name: str, admin: bool, say: Say) -> Diagnosis:
    if admin:
        return Diagnosis(name, True, "is told of reactions, and of changes among administrators")
    return Diagnosis(name, False, say("check_untold"), say("check_admin_mend"))


def _writes(chat: ChatFullInfo, me: ChatMember, name: str, admin: bool, say: Say) -> Iterable[Diagnosis]:
    if admin:
        yield Diagnosis(name, True, "may write and hold polls")
        return
    rights = me if me.status == ChatMember.RESTRICTED else chat.permissions
    for right, lacks in RIGHTS:
        if not getattr(rights, right, True):
            allow = say("check_allow", right=say(f"right_{lacks}"))
            mend = say("check_unrestrict") if me.status == ChatMember.RESTRICTED else allow
            yield Diagnosis(name, False, say(f"check_lacks_{lacks}"), mend)


async def look(bot: Bot, chat: int, say: Say) -> list[Diagnosis]:
    """Look at one chat."""
    try:
        full, me = await bot.get_chat(chat), await bot.get_chat_member(chat, bot.id)
    except (BadRequest, Forbidden) as why:
        return [Diagnosis(str(chat), False, say("check_unseen", said=str(why)), say("check_add"))]
    return of_chat(full, me, bool(bot.bot.can_read_all_group_messages), say)


async def examine(token: str, chats: Sequence[int], phrases: Phrases, *, api_base: str = "") -> list[Diagnosis]:
    """Look at everything with a token, without listening: for `doctor`, in English as all of it.

    `chats`: those that the bot is in, as far as it knows.
    """

    def say(name: str, /, **values: str) -> str:
        return phrases.say(Phrase(f"telegram.{name}", tuple(values.items())), "en")

    bot = Bot(token, base_url=f"{api_base.rstrip('/')}/bot") if api_base else Bot(token)
    try:
        async with bot:
            found = [Diagnosis("token", True, f"belongs to @{bot.username}")]
            found.append(of_privacy(bool(bot.bot.can_read_all_group_messages), say))
            if not chats:
                found.append(
                    Diagnosis("groups", False, "in none yet", f"open https://t.me/{bot.username}?startgroup=setup")
                )
            for chat in chats:
                found += await look(bot, chat, say)
            return found
    except InvalidToken:
        mend = "copy TWOWAY_TELEGRAM_TOKEN anew from @BotFather: /mybots, choose the bot, API Token"
        return [Diagnosis("token", False, "Telegram does not accept it", mend)]
    except TelegramError as why:
        return [
            Diagnosis("connection", False, f"Telegram cannot be reached ({type(why).__name__})", "is the network up?")
        ]

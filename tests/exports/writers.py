"""Small writers of the foreign formats, so that what was written from events can be read back. Only what the tests need."""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from bot.model import Message, Poll


def write_discord(messages: Sequence[Message], path: Path) -> None:
    """Write one channel's messages as DiscordChatExporter would."""
    channel = messages[0].ref.channel
    records = [
        {
            "id": message.ref.id,
            "type": "Reply" if message.reply_to else "Default",
            "timestamp": message.at.isoformat(),
            "content": message.text,
            "author": {"id": message.author.id, "name": "x", "nickname": message.name, "isBot": message.bot},
            "mentions": [{"id": member.id, "name": member.id} for member in message.mentions],
            **({"reference": {"messageId": message.reply_to, "channelId": channel.id}} if message.reply_to else {}),
        }
        for message in messages
    ]
    document = {
        "guild": {"id": channel.community.id},
        "channel": {"id": channel.id, "name": "talk"},
        "messages": records,
    }
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False), "utf-8")


def write_telegram(messages: Sequence[Message], path: Path) -> None:
    """Write one chat's messages as Telegram Desktop would."""
    chat = messages[0].ref.channel.id
    records = [
        {
            "id": int(message.ref.id),
            "type": "message",
            "date_unixtime": str(int(message.at.timestamp())),
            "from": message.name,
            "from_id": message.author.id,
            "text": [
                message.text,
                *(
                    {"type": "mention_name", "text": "", "user_id": int(member.id.removeprefix("user"))}
                    for member in message.mentions
                ),
            ],
            **({"reply_to_message_id": int(message.reply_to)} if message.reply_to else {}),
            **({"poll": _telegram_poll(message.poll)} if message.poll else {}),
        }
        for message in messages
    ]
    document = {"name": "talk", "type": "private_supergroup", "id": int(chat), "messages": records}
    path.write_text(json.dumps(document, indent=1, ensure_ascii=True), "utf-8")


def _telegram_poll(poll: Poll) -> dict[str, object]:
    answers = [{"text": option.text, "voters": 0, "chosen": False} for option in poll.options]
    return {"question": poll.question, "closed": poll.closed, "total_voters": 0, "answers": answers}


def write_slack(messages: Sequence[Message], path: Path) -> None:
    """Write one channel's messages as a Slack zip, in one day's file."""
    channel = messages[0].ref.channel
    users = {message.author.id: message.name for message in messages}
    records = [
        {
            "type": "message",
            "user": message.author.id,
            "text": message.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
            "ts": message.ref.id,
            **({"thread_ts": message.reply_to} if message.reply_to else {}),
        }
        for message in messages
    ]
    people = [
        {"id": member, "team_id": channel.community.id, "profile": {"display_name": name}}
        for member, name in users.items()
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", json.dumps(people))
        archive.writestr("channels.json", json.dumps([{"id": channel.id, "name": "talk"}]))
        archive.writestr("talk/2024-01-01.json", json.dumps(records))

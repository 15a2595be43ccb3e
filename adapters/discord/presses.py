"""Buttons, menus and windows: each carries in its custom id all that is needed, so it works in any process that comes after."""

import logging
from collections.abc import Awaitable, Callable, Mapping

import discord

from adapters.discord import render
from adapters.discord.corrections import UNDONE_BY_REOPENING, Corrections
from adapters.discord.desk import Desk, asked_of
from adapters.discord.languages import common_language
from adapters.discord.wire import FAILURES, MODAL, Asked
from bot.events import ButtonPressed
from bot.model import Draft, Phrase

log = logging.getLogger("twoway.discord")

OURS = "~"
"""Begins the custom ids of this folder's own pages; the core's values begin otherwise."""

REWORDS = "edit"
"""The verb of what rewords a draft: where that is gone there is nothing to write."""

Page = Callable[[discord.Interaction, Asked, list[str], list[str]], Awaitable[None]]
"""Turns a page: who pressed, the parts of the custom id after its name, what was chosen or typed."""


class Presses:
    """Takes what is not a command: the core's buttons become events, the pages' own turn pages."""

    def __init__(self, desk: Desk, pages: Mapping[str, Page]) -> None:
        """`pages`: by the name in their custom ids."""
        self._desk, self._pages, self._corrections = desk, pages, Corrections(desk)

    async def take(self, interaction: discord.Interaction) -> None:
        """Serve one press."""
        if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            return
        asked, data = asked_of(interaction), dict(interaction.data or {})
        if asked is None:
            return
        try:
            asked = await self._desk.addressed(asked, interaction)
            id, given = str(data.get("custom_id", "")), _given(data)
            if id.startswith(OURS):
                name, *parts = id.removeprefix(OURS).split(":")
                await self._pages[name](interaction, asked, parts, given)
            else:
                await self._button(interaction, asked, id, given)
        except FAILURES as why:
            log.warning("press not answered", extra={"why": type(why).__name__})
        except Exception:
            # A bug stops its own answer, and the rest goes on. Only the place is logged, never the text.
            log.exception("press failed", extra={"channel": str(asked.channel)})
            await self._desk.gone_wrong(asked)

    async def _button(self, interaction: discord.Interaction, asked: Asked, id: str, given: list[str]) -> None:
        await self._desk.teams.view(int(asked.channel.community.id))
        team = self._desk.is_team(interaction)
        asks, value = render.read_custom_id(id)
        asking = asks and team and interaction.type is discord.InteractionType.component
        draft = await self._draft(asked, value) if asking or value.partition(":")[0] in UNDONE_BY_REOPENING else None
        if asking and (draft is not None or value.partition(":")[0] != REWORDS):
            await self._ask(interaction, asked, asks, value, draft)
            return
        by = interaction.user.display_name if team else ""
        event = ButtonPressed(asked.at, asked.channel, asked.member, value, team, given[0] if given else "", by)
        if await self._desk.press(asked, event) and draft is not None:
            await self._corrections.noted(asked, event, draft)

    async def _ask(
        self, interaction: discord.Interaction, asked: Asked, asks: str, value: str, draft: Draft | None
    ) -> None:
        """Open the window in which a button's question is answered. A draft is the community's text, so it is in its language."""
        question = render.said(self._desk.phrases, Phrase(asks), asked.language)
        if draft is None:
            await self._desk.wire.answer(asked, MODAL, render.modal(value, question, question))
            return
        guild, channel = int(draft.channel.community.id), int(draft.channel.id)
        server = interaction.guild_locale.value if interaction.guild_locale else asked.common
        language = common_language((await self._desk.teams.policy(guild, channel)).language, server)
        prefill = render.plain(self._desk.phrases, draft.words, language)
        await self._desk.wire.answer(asked, MODAL, render.modal(value, question, question, prefill))

    async def _draft(self, asked: Asked, value: str) -> Draft | None:
        """Return the draft that a button is about, as it waits now; None for one of another community."""
        id = value.partition(":")[2]
        home = await self._desk.store.locate(id)
        if home is None or home.community != asked.channel.community:
            return None
        drafts = (await self._desk.store.view(home)).drafts
        return next((draft for draft in drafts if draft.id == id), None)


def _given(data: Mapping[str, object]) -> list[str]:
    """Return what was chosen in a menu, or typed in a window, in order."""
    values = data.get("values")
    if isinstance(values, list):
        return [str(value) for value in values]
    return [text for part in _parts(data.get("components")) if (text := part.get("value")) is not None]


def _parts(parts: object) -> list[dict[str, str]]:
    """Walk rows and labels down to the fields."""
    found: list[dict[str, str]] = []
    for part in parts if isinstance(parts, list) else []:
        inside = [*part.get("components", []), *([part["component"]] if "component" in part else [])]
        found += _parts(inside) if inside else [part]
    return found

"""/settings and /budget: the policy as it stands here, in the policy file's own notation."""

from adapters.telegram.desk import Desk, Served
from adapters.telegram.escape import quoted
from adapters.telegram.wire import Asked
from bot.model import KNOBS
from bot.pages import chosen, listed, spent, written

HERE = "here"


class Settings:
    """Shows the policy, turns its knobs, and shows what is left of the day's budget."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def serve(self, asked: Asked, rest: str) -> Served:
        """Show the policy; with a knob and a value turn it, for the whole community or, with "here" before it, for this topic."""
        words = rest.split(maxsplit=1)
        here = bool(words) and words[0].lower() == HERE
        knob, _, value = (words[1] if here and len(words) > 1 else rest).strip().partition(" ")
        if not knob or (here and len(words) == 1) or not value.strip():
            return self._desk.only(asked, lambda: self._show(asked), team=True)
        scope = "channel" if here else "community"
        arguments = {"knob": knob, "value": chosen(knob, value), "scope": scope}
        return self._desk.command(asked, "set", arguments, "done")

    async def _show(self, asked: Asked) -> None:
        policy = await self._desk.teams.policy(asked.channel, fresh=True)
        lines = [f"<code>{knob}</code> = <code>{_shown(listed(policy, knob))}</code>" for knob in KNOBS]
        await self._desk.tell(asked, "\n".join([self._desk.say(asked, "settings_head"), *lines]))

    async def budget(self, asked: Asked, rest: str) -> Served:
        """Show what the bot posted here today, what it may still post, and when it is quiet."""
        return self._desk.only(asked, lambda: self._budget(asked))

    async def _budget(self, asked: Asked) -> None:
        desk = self._desk
        policy, say = await desk.teams.policy(asked.channel, fresh=True), desk.say
        posts = (await desk.store.view(asked.channel)).posts
        count, left = spent(posts, policy, desk.clock.now())
        quiet = written(policy, "quiet_hours")
        lines = [
            say(asked, "budget_spent", count, budget=str(policy.budget_per_day), left=str(left)),
            say(asked, "budget_quiet", hours=quiet, zone=policy.timezone) if quiet else say(asked, "budget_no_quiet"),
            say(asked, f"budget_mode_{policy.nudge}"),
        ]
        why = desk.places.why(desk.directory.spot(asked.channel))
        lines += [say(asked, "stopped", reason=why)] if why else []
        await desk.tell(asked, "\n".join(lines))


def _shown(value: str) -> str:
    """Return a value between code tags: Telegram finds nothing in those."""
    text = quoted(value) or " "
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""Documents are under test: what they name exists, and the commands they show are commands."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("tests/**/README.md"),
    *ROOT.glob("bot/**/README.md"),
]


def test_there_are_documents():
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"} <= {path.name for path in DOCUMENTS}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def commands(text):
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    return [line.partition("#")[0].strip() for line in blocks.splitlines() if line.startswith("./run")]


def test_the_readmes_commands_are_commands():
    from bot.__main__ import parser

    shown = commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(shown) >= 3
    for line in shown:
        parser().parse_args(shlex.split(line)[1:])


def test_named_modules_run():
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    modules = set(re.findall(r"python -m ((?:benchmarks|training)[\w.]*)", text))
    assert len(modules) >= 2
    for module in modules:
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module


def test_the_readme_shows_a_picture():
    assert (ROOT / "docs/playground.png").stat().st_size > 20_000
    assert "docs/playground.png" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_house_in_contributing_stands():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for folder in ("bot", "adapters", "prompts", "tests", "training", "benchmarks"):
        assert f"\n{folder}/" in text
        assert (ROOT / folder).is_dir()


def test_the_glossarys_words_are_names():
    """Every bold word of the glossary is a class, a phrase drawer, a knob or a port."""
    import bot.actions
    import bot.events
    import bot.model
    import bot.ports
    import bot.view

    names = {name for module in (bot.model, bot.actions, bot.events, bot.ports, bot.view) for name in dir(module)}
    for word in (
        "Message",
        "Question",
        "Poll",
        "Option",
        "Tally",
        "Draft",
        "Post",
        "Decision",
        "Receipt",
        "Refusal",
        "Policy",
        "Limits",
    ):
        assert word in names
    assert {"Say", "Amend", "Notice", "Entry", "Line", "Cue", "Room", "View", "Witness"} <= names

"""Who has responded to whom, as far as each link is believed; another program, slow and plain, says the same."""

import random

import numpy as np
import pytest
from overheard import said

from bot.model import Line, Link, Reading
from bot.read import Window
from bot.read.features import PLACE
from bot.read.pairs import pairs
from bot.read.window import KEPT, PARENTS

PEOPLE = ["Ada", "Bo", "Cy", "Dee"]


def talk(count, seed):
    """Yield lines whose links are drawn, to several parents each, some of them long gone."""
    dice = random.Random(seed)
    for id in range(count):
        last = id == count - 1
        before = dice.sample(range(max(0, id - (5 if last else 130)), id), min(id, 3 if last else dice.randint(0, 7)))
        shares = [dice.random() for _ in range(len(before) + 1)]
        links = [
            Link(str(parent), round(share / sum(shares), 2)) for parent, share in zip(before, shares, strict=False)
        ]
        links = tuple(sorted(links, key=lambda link: -link.probability)[:PARENTS])
        yield Line(said(id, "Ada" if last else dice.choice(PEOPLE), "well", id), Reading(links=links))


def plainly(lines, author):
    """Return each feature for each kept line, by the formulas of the docstring."""
    lines = lines[-KEPT:]
    chance = {(line.message.ref.id, link.parent): link.probability for line in lines for link in line.reading.links}
    who = {line.message.ref.id: line.message.name for line in lines}
    ids = list(who)
    mine = [id for id in ids if who[id] == author]

    def p(line, parent):
        return chance.get((line, parent), 0.0) if parent in who else 0.0

    def summed(value, id):
        return np.log1p(sum(value[other] for other in ids if who[other] == who[id] != author))

    to_me = {id: sum(p(id, me) for me in mine) for id in ids}
    from_me = {id: sum(p(me, id) for me in mine) for id in ids}
    none_later = {
        id: np.prod([1 - min(1, to_me[later]) for later in ids[place + 1 :] if who[later] == who[id]])
        for place, id in enumerate(ids)
    }
    return {
        "children": [np.log1p(sum(p(other, id) for other in ids)) for id in ids],
        "others_children": [np.log1p(sum(p(other, id) for other in ids if who[other] not in (who[id], author))) for id in ids],
        "my_children": [np.log1p(from_me[id]) for id in ids],
        "answers_me": [to_me[id] for id in ids],
        "their_answers_to_me": [summed(to_me, id) for id in ids],
        "my_answers_to_them": [summed(from_me, id) for id in ids],
        "latest_answer_to_me": [min(1, to_me[id]) * none_later[id] for id in ids],
        "answers_an_answer_to_me": [sum(p(id, other) * to_me[other] for other in ids) for id in ids],
        "answers_the_same": [sum(p(id, other) * p(mine[-1], other) for other in ids) for id in ids],
        "my_latest_answers_them": [sum(p(mine[-1], other) for other in ids if who[other] == who[id]) for id in ids],
    }  # fmt: skip


@pytest.mark.parametrize("count", [12, 60, 300])
def test_as_the_formulas_say(count):
    window, lines = Window(), []
    for line in talk(count, seed=count):
        window.push(line)
        lines.append(line)
    found = pairs(window.look(said(count, "Ada", "hm", count)), window).pair
    for name, wanted in plainly(lines, "Ada").items():
        assert np.any(wanted), name
        # chances are kept in a byte each
        assert np.abs(found[PLACE[name]] - np.array(wanted)).max() < 0.01, name


def test_lived_and_rebuilt_are_equal():
    window, lines = Window(), []
    for number, line in enumerate(talk(330, seed=7)):
        if number % 5 == 0:
            again = Window(lines[-KEPT:])
            one, other = (pairs(each.look(line.message), each) for each in (window, again))
            assert np.array_equal(one.pair, other.pair)
            assert np.array_equal(one.whole, other.whole)
        window.push(line)
        lines.append(line)

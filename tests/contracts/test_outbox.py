"""What every store promises the courier: bot.ports.Outbox, and the records that pages look at."""

import asyncio

from bot.actions import ActionCancelled, ActionTold, DraftKept, EntryKept, LineKept, PostKept
from bot.model import ChannelRef, CommunityRef, Cue, MessageRef, Receipt, Refusal, Unknown, Verdict
from bot.ports import Claimed, Commit
from tests.contracts.conftest import Kept
from tests.contracts.making import GENERAL, HOME, TEAM, actions, at, changes, draft, entry, line, post, say

SENT = Receipt(MessageRef(TEAM, "900"))


async def test_the_same_key_never_acts_twice(store: Kept) -> None:
    await store.commit(actions(say("k", text="first"), say("k", text="second"), say("k", channel=TEAM)))
    await store.commit(actions(say("k", text="third")))
    assert [claimed.action for claimed in await store.claim(at(1), 9)] == [
        say("k", text="first"),
        say("k", channel=TEAM),
    ]
    for state in ("claimed", "settled", "told"):
        await store.commit(actions(say("k", text=state)))
        assert await store.claim(at(2), 9) == []
        await store.settle(GENERAL, "k", SENT, at(3))
        if state == "settled":
            await store.commit(changes(ActionTold(GENERAL, "k")))


async def test_two_claimers_never_get_the_same(store: Kept) -> None:
    await store.commit(actions(*(say(f"k{number:03}") for number in range(100))))
    shares = await asyncio.gather(*(store.claim(at(1), 7) for _ in range(20)))
    keys = [claimed.action.key for share in shares for claimed in share]
    assert sorted(keys) == [f"k{number:03}" for number in range(100)]
    assert [claimed.action.key for claimed in shares[0]] == sorted(claimed.action.key for claimed in shares[0])


async def test_what_is_for_other_platforms_stays_pending(store: Kept) -> None:
    elsewhere = ChannelRef(CommunityRef("away", HOME.id), GENERAL.id)
    await store.commit(actions(say("a", channel=elsewhere), say("b"), say("c", channel=elsewhere), say("d")))
    here, there = {HOME.platform, "none"}, {"away"}
    assert [claimed.action.key for claimed in await store.claim(at(1), 1, here)] == ["b"]
    assert [claimed.action.key for claimed in await store.claim(at(1), 9, here)] == ["d"]
    assert await store.claim(at(1), 9, here) == await store.claim(at(1), 9, set()) == []
    assert [claimed.action for claimed in await store.claim(at(2), 1, there)] == [say("a", channel=elsewhere)]
    assert [claimed.action.key for claimed in await store.claim(at(2), 9)] == ["c"]


async def test_claimed_settled_told(store: Kept) -> None:
    await store.commit(actions(say("a"), say("b"), say("c")))
    await store.claim(at(1), 2)
    assert await store.unsettled() == [Claimed(say("a"), at(1)), Claimed(say("b"), at(1))]
    assert await store.target(GENERAL, "a") is None
    await store.settle(GENERAL, "b", Refusal("no text of a member"), at(2))
    await store.settle(GENERAL, "a", SENT, at(3))
    await store.settle(GENERAL, "a", Unknown(), at(4))
    await store.settle(GENERAL, "never", SENT, at(4))
    await store.settle(GENERAL, "c", SENT, at(4))
    assert await store.unsettled() == []
    assert await store.untold() == [(say("a"), SENT, at(3)), (say("b"), Refusal("no text of a member"), at(2))]
    assert await store.target(GENERAL, "a") == SENT.message
    assert await store.target(GENERAL, "b") is None
    await store.commit(changes(ActionTold(GENERAL, "a"), ActionTold(GENERAL, "c")))
    assert [told[0].key for told in await store.untold()] == ["b"]
    assert await store.target(GENERAL, "a") == SENT.message
    assert [claimed.action.key for claimed in await store.claim(at(5), 9)] == ["c"]


async def test_only_what_is_pending_can_be_cancelled(store: Kept) -> None:
    await store.commit(actions(say("a"), say("b")))
    await store.claim(at(1), 1)
    await store.commit(
        changes(ActionCancelled(GENERAL, "a"), ActionCancelled(GENERAL, "b"), ActionCancelled(GENERAL, "x"))
    )
    assert await store.claim(at(2), 9) == []
    assert await store.unsettled() == [Claimed(say("a"), at(1))]
    await store.commit(actions(say("b")))
    assert await store.claim(at(3), 9) == []
    await store.settle(GENERAL, "a", SENT, at(4))
    assert await store.target(GENERAL, "a") == SENT.message


async def test_a_change_can_cancel_an_action_of_its_own_batch(store: Kept) -> None:
    await store.commit(Commit((ActionCancelled(GENERAL, "a"),), (say("a"), say("b"))))
    assert [claimed.action.key for claimed in await store.claim(at(1), 9)] == ["b"]


async def test_the_ledger_is_newest_first_and_says_the_same_thing_once(store: Kept) -> None:
    why = (Cue("waited", (("minutes", "31"),), ("1", "2")),)
    await store.commit(changes(EntryKept(entry("1", 1)), EntryKept(entry("2", 2, why)), EntryKept(entry("1", 1, why))))
    await store.commit(changes(EntryKept(entry("1", 1, verdict=Verdict.HELD)), EntryKept(entry("0", 0))))
    assert await store.ledger(HOME, 3) == [entry("2", 2, why), entry("1", 1, verdict=Verdict.HELD), entry("1", 1, why)]
    assert len(await store.ledger(HOME, 99)) == 4


async def test_posts_and_drafts_are_newest_first(store: Kept) -> None:
    await store.commit(
        changes(PostKept(post("a", 1)), DraftKept(draft("b", 2)), PostKept(post("b", 2)), DraftKept(draft("c", 3)))
    )
    assert await store.posts(HOME, 3) == [draft("c", 3), post("b", 2), draft("b", 2)]
    assert len(await store.posts(HOME, 99)) == 4


async def test_history_is_the_latest_in_order_of_arrival(store: Kept) -> None:
    await store.commit(changes(*(LineKept(line(id, seconds=-int(id))) for id in "1234")))
    assert [kept.message.ref.id for kept in await store.history(GENERAL, 2)] == ["3", "4"]
    assert await store.history(GENERAL, 0) == []


SAID = {
    "1": "How do I reset the Router?",
    "2": "Wie setze ich den Router zurück?",
    "3": "ルーターを再起動する方法",
    "4": "어떻게 질문하나요",
    "5": "don't panic, reset it 👩‍🚒",
    "6": "nul\0byte and half \ud83d pair",
}
FOUND = {
    "router": {"1", "2"},
    "RESET router": {"1"},
    "zuruck": {"2"},
    "rout": set(),
    "再起動": {"3"},
    "方法": {"3"},
    "再起動 方法": {"3"},
    "router 方法": set(),
    "질문": {"4"},
    "don't": {"5"},
    "👩": {"5"},
    "reset": {"1", "5"},
    "byte": {"6"},
    "half": {"6"},
    'reset" OR "router': set(),
    "NEAR(reset router)": set(),
    "AND OR NOT ( ) * ^ : -": set(),
    "": set(),
    "half\ud800": {"6"},
    "\0": set(),
    "%": set(),
    "_": set(),
}


async def test_search_finds_all_of_the_words_and_any_text_is_safe(store: Kept) -> None:
    await store.commit(changes(*(LineKept(line(id, text)) for id, text in SAID.items())))
    await store.commit(changes(LineKept(line("1", "reset router", channel=TEAM))))
    for words, ids in FOUND.items():
        found = {
            kept.message.ref.id for kept in await store.search(HOME, words, 9) if kept.message.ref.channel == GENERAL
        }
        assert found == ids, words
    assert len(await store.search(HOME, "router", 1)) == 1


async def test_search_gives_the_closest_first(store: Kept) -> None:
    long = "the router " + "and many other things that were said about it " * 5
    await store.commit(
        changes(LineKept(line("1", long)), LineKept(line("2", "router reset")), LineKept(line("3", "no")))
    )
    assert [kept.message.ref.id for kept in await store.search(HOME, "router", 9)] == ["2", "1"]

"""What stands between a message and an earlier line, by name: the rows of `Pairs.pair`, and what of it a window keeps of each line."""

KEPT_CUES = (
    "has_mark", "leads_asking", "leads_verb", "seeking", "trouble", "advice", "agreeing", "thanks", "greeting", "works",
    "took_back", "same", "dunno", "link", "length", "starts_command", "addressed", "exclaims", "you", "someone", "me", "one_word",
)  # fmt: skip
STATE = ("sure", "alone", "asks", "put", "bot", "team")
"""What is kept of a line's reading and author: see `Window.told`."""
AMOUNTS = (
    "gap", "steps", "others_between", "theirs_between", "mine_between", "their_names_of_me", "my_names_of_them", "thread_size",
    "thread_lines_since", "thread_mine", "thread_gap", "thread_people", "children", "my_children", "their_answers_to_me",
    "my_answers_to_them", "others_children",
)  # fmt: skip
YES_OR_NO = (
    "same_time", "their_latest", "my_latest", "mine", "names_them", "names_them_plainly", "named_latest", "names_other", "they_name_me",
    "they_name_me_plainly", "latest_naming_me", "they_name_other", "same_addressee", "thread_latest", "thread_latest_of_others",
    "thread_is_mine", "thread_is_my_latest", "thread_named", "thread_named_latest", "thread_newest", "is_root", "shared_best",
)  # fmt: skip
SHARES = ("shared", "shared_share", "thread_shared", "shared_with_mine")
CHANCES = ("answers_me", "latest_answer_to_me", "answers_an_answer_to_me", "answers_the_same", "my_latest_answers_them")
"""How likely each is so, by the links found so far: see `bot.read.exchange`."""
PAIR = (*AMOUNTS, *YES_OR_NO, *SHARES, *CHANCES, *STATE, *KEPT_CUES)
PLACE = {name: position for position, name in enumerate(PAIR)}
FACE = (
    "theirs_between", "thread_size", "thread_lines_since", "thread_people", "children", "others_children", "is_root",
)  # fmt: skip
"""What of `PAIR` holds for every newer message, above `STATE`: the rows of `Window.face`."""
AFTER, SIZE, SINCE, PEOPLE, DREW, OTHERS_DREW, IS_ROOT = range(len(FACE))
FACE_PLACES = tuple((PLACE[name], row) for row, name in enumerate(FACE))

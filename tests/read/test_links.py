"""Whom a message answers."""

from overheard import heard, said


def best(line):
    return line.reading.links[0].parent if line.reading.links else None


def test_a_reply_mark_is_believed():
    lines, _ = heard(
        [said(1, "Ada", "How do I export?"), said(2, "Cy", "hello all", 1), said(3, "Bo", "ok", 2, reply_to="1")]
    )
    assert best(lines[2]) == "1"
    assert lines[2].reading.links[0].probability >= 0.98
    assert lines[2].reading.links[0].because[0].phrase == "reply_mark"


def test_a_name_at_the_start_points_back():
    lines, _ = heard(
        [
            said(1, "Ada", "How do I export my tracks as WAV?"),
            said(2, "Cyril", "Does the new drum pack work on a tablet?", 1),
            said(3, "Bo", "Ada: open File, then Export", 2),
        ]
    )
    assert best(lines[2]) == "1"


def test_a_native_mention_points_back():
    ada = said(1, "Ada", "How do I export my tracks as WAV?")
    talk = [
        ada,
        said(2, "Cyril", "Does the drum pack work on a tablet?", 1),
        said(3, "Bo", "open File, then Export", 2, mentions=(ada.author,)),
    ]
    lines, _ = heard(talk)
    assert best(lines[2]) == "1"


def test_an_ordinary_word_is_nobodys_name_in_the_middle_of_a_line():
    _, window = heard([said(1, "file", "hi all"), said(2, "Bo", "please open the file and look", 1)])
    assert window.column(window.lo)[1] == 0
    _, window = heard([said(1, "file", "hi all"), said(2, "Bo", "file: please look", 1)])
    assert window.column(window.lo)[1] == 3


def test_the_very_first_line_starts_something():
    lines, _ = heard([said(1, "Ada", "How do I export?")])
    assert lines[0].reading.links == ()

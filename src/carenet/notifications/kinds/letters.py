"""What is said of letters: that one came, that it still waits, that the list is to be printed."""

from typing import Final

from carenet.core.refusals import N_
from carenet.notifications.kinds.kind import READ, Kind

LETTERS: Final = (
    Kind(
        "letter.sent", N_("letter to acknowledge"),
        N_("A letter: %(title)s"),
        N_("%(place)s has written to you: %(title)s. Please read it and tap once that you have."),
        {"place": "text", "title": "text"}, "/me/letters", answers=READ,
    ),
    Kind(
        "letter.again", N_("letter still waits"),
        N_("Still to be read: %(title)s"),
        N_("%(place)s has written to you: %(title)s. We have not heard that you have read it. One tap is enough."),
        {"place": "text", "title": "text"}, "/me/letters", answers=READ,
    ),
    Kind(
        "letter.listed", N_("list of a letter to print"),
        N_("%(count)s people are still silent: %(title)s"),
        N_("%(count)s people have not acknowledged your letter %(title)s. Whom to call or visit stands on its list, to be printed."),
        {"count": "count", "title": "text"}, "/letters/%(id)s",
    ),
)  # fmt: skip

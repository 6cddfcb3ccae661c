"""Secret feed addresses of a person for one purpose, and who fetched them."""

from piccolo.table import Table

from carenet.core.columns import (
    RECORD,
    SECRET,
    TECHNICAL,
    blob,
    ident,
    key,
    made_at,
    maybe_moment,
    maybe_word,
    moment,
    number,
    to,
    word,
)  # fmt: skip


class Feed(Table, tablename="feeds"):
    """One feed of one person for one purpose; the token is kept only as its SHA-256."""

    id = key()
    token_sha256 = blob()
    account = ident(SECRET)
    person = ident(SECRET)
    purpose = word(RECORD, 20)
    alarm_minutes = number(RECORD, 60)
    language = word(RECORD, 10)
    created_at = made_at(RECORD)
    ends = moment(RECORD)
    ended_at = maybe_moment(RECORD)
    ended_because = maybe_word(RECORD, 100)
    frozen_at = maybe_moment(RECORD)


class FeedFetch(Table, tablename="feed_fetches"):
    """A client family that fetches a feed, when first and when last."""

    id = key()
    feed = to(Feed)
    client = word(TECHNICAL, 40)
    first_at = made_at()
    last_at = made_at()
    times = number(TECHNICAL, 1)
    allowed_at = maybe_moment()

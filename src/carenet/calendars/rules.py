"""Which kind of program fetches a feed, and what a feed may be for."""

import hashlib
import re
from typing import Final

from carenet.core.refusals import N_

PURPOSES: Final = {
    "shifts": N_("my sessions"),
    "centre": N_("the sessions of my centre"),
    "family": N_("the children's sessions"),
}
HORIZON_DAYS: Final = {"shifts": 60, "centre": 60, "family": 14}
"""Source: safety paper, secret calendar URLs: a helper's 60 days, a family's 14."""
KEEP_DAYS: Final = 90
FAMILIES: Final = (
    ("google", "google"), ("apple", "ios|macos|dataaccessd|calendaragent|cfnetwork|darwin"),
    ("microsoft", "microsoft|outlook|exchange"), ("xiaomi", "miui|xiaomi|redmi"),
    ("huawei", "huawei|harmony|honor"), ("thunderbird", "thunderbird|lightning"),
    ("davx5", "davx|icsx"), ("wechat", "micromessenger"), ("nextcloud", "nextcloud"),
    ("browser", "mozilla"),
)  # fmt: skip
NAMES: Final = {
    "google": "Google", "apple": "Apple", "microsoft": "Outlook", "xiaomi": "Xiaomi",
    "huawei": "Huawei", "thunderbird": "Thunderbird", "davx5": "DAVx5", "wechat": "WeChat",
    "nextcloud": "Nextcloud", "browser": N_("a browser"),
}  # fmt: skip


def client_family(agent: str) -> str:
    """The coarse kind of client; versions and addresses do not count, an unknown one has its own."""
    plain = agent.lower()
    for family, pattern in FAMILIES:
        if re.search(pattern, plain):
            return family
    product = re.split(r"[/\s(]", plain.strip(), maxsplit=1)[0]
    return f"other-{hashlib.blake2b(product.encode(), digest_size=4).hexdigest()}"

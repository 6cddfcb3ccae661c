"""The cast: who they are to each other is the access model; every test borrows them.

All live in invented circumstances in two real counties: 450226 (here) and 450225 (next door).
"""

from dataclasses import dataclass
from uuid import UUID, uuid5

SPACE = UUID("6c6a3a52-40a8-4f55-9ae7-3f1f6f2d2a01")
COUNTY, TOWNSHIP, OTHER_TOWNSHIP = "450226", "450226101", "450226203"
HERE, THERE = "450226101201", "450226101202"  # Mei's village, and the one beside it
FAR = "450225100001"  # Guo's county


def id_of(name: str) -> UUID:
    """The same id in every run."""
    return uuid5(SPACE, name)


@dataclass(frozen=True)
class One:
    """An adult of the cast with an account."""

    handle: str
    name: str
    village: str
    duties: tuple[tuple[str, str | None, str], ...] = ()  # role, office, scope code
    roles: tuple[str, ...] = ()
    sex: str = "f"

    @property
    def person(self) -> UUID:
        return id_of(f"person {self.handle}")

    @property
    def account(self) -> UUID:
        return id_of(f"account {self.handle}")


SCHOOL, CENTRE, COMMITTEE, FAR_CENTRE = (
    id_of(x) for x in ("school", "centre", "committee", "far centre")
)

# Lan supervises a township: everything of its villages, nothing beyond it.
LAN = One("lan", "兰晓梅", "450226101001", duties=(("township", None, TOWNSHIP),))
# Mei is child director of one village of Lan's.
MEI = One("mei", "梅爱群", HERE, duties=(("director", "committee", HERE),))
# Ye works for the county: sees Lan's township and all others of the county.
YE = One("ye", "叶秀英", "450226100001", duties=(("county", None, COUNTY),))
# Guo is Lan's equal in the next county, and must never get in.
GUO = One("guo", "郭建新", FAR, duties=(("township", None, "450225100"),), sex="m")
# Qin leads the care centre in Mei's village: reaches the children enrolled there, no others.
QIN = One("qin", "覃丽华", HERE, duties=(("lead", "centre", HERE),))
# Fang teaches 小雨's class and is her paired teacher: reaches her and her classmates alone.
FANG = One("fang", "方老师", HERE, duties=(("teacher", "school", HERE),))
# Bin is a volunteer with full clearance; Chun's lapsed; Dong is a group helper.
BIN = One("bin", "韦斌", HERE, roles=("volunteer",), sex="m")
CHUN = One("chun", "石春", HERE, roles=("volunteer",))
DONG = One("dong", "吴冬", HERE, roles=("volunteer",), sex="m")
LIAN = One("lian", "杨莲", HERE, roles=("volunteer",))
# Gui lives in a host home and is cleared; Ping is a proxy parent of 小雨.
GUI = One("gui", "桂兰芝", HERE, roles=("host",))
PING = One("ping", "平安珍", HERE, roles=("proxy_parent",))
# Hong is 小雨's and 小山's mother and guardian, away in Guangdong. 奶奶 is carer, not guardian.
HONG = One("hong", "吴红梅", HERE, roles=("guardian",))
NAI = One("nai", "吴奶秀", HERE, roles=("carer",))
# Shu counsels; the three administrators see no child at all.
SHU = One("shu", "舒心月", HERE, duties=(("counsellor", "school", HERE),))
SYS = One("sys", "系统员甲", "450226100001", duties=(("sysadmin", None, COUNTY),))
SEC = One("sec", "安全员乙", "450226100001", duties=(("security", None, COUNTY),))
AUD = One("aud", "审计员丙", "450226100001", duties=(("auditor", None, COUNTY),))
CAST = (
    LAN, MEI, YE, GUO, QIN, FANG, BIN, CHUN, DONG, LIAN, GUI, PING, HONG, NAI, SHU, SYS, SEC, AUD,
)  # fmt: skip


@dataclass(frozen=True)
class Small:
    """A child of the cast. The four-character names are canaries: unique, and in no other text."""

    key: str
    name: str
    village: str
    sex: str
    born: str

    @property
    def id(self) -> UUID:
        return id_of(f"child {self.key}")

    @property
    def given(self) -> str:
        """The name without the surname, which is what a phone shows: the part to look for."""
        return self.name[1:]


# 小雨 and 小山 are siblings in one household with 奶奶.
XIAOYU = Small("xiaoyu", "吴欢小雨", HERE, "f", "2017-03-14")
XIAOSHAN = Small("xiaoshan", "吴禧小山", HERE, "m", "2019-09-02")
# Same village, no relation to any helper: only Mei, Lan and Ye may see 阿朵.
ADUO = Small("aduo", "龙笙阿朵", HERE, "f", "2016-07-21")
# The village beside it, and the next county.
SHITOU = Small("shitou", "杨鼓石头", THERE, "m", "2015-11-05")
YUAN = Small("yuan", "贾芦远山", FAR, "m", "2016-02-29")
CHILDREN = (XIAOYU, XIAOSHAN, ADUO, SHITOU, YUAN)
CANARIES = {child.given: child.village for child in CHILDREN}

"""Every cron line, with the reason beside it."""

from datetime import timedelta
from typing import Any

from arq import cron
from arq.cron import CronJob

from carenet.core import beats, clock
from carenet.oversight import jobs as oversight_jobs
from carenet.oversight.rules import monday_of
from carenet.placements.services.kin import owe_kin_first
from carenet.placements.services.passing_on import pass_on_left
from carenet.placements.services.weekly import go_on_weekly
from carenet.safeguarding.services.renewing import go_on
from carenet.scheduling.services.climbing import watch_beginnings, watch_lacking
from carenet.scheduling.services.seeking import seek_for_silent
from carenet.scheduling.services.turns import give_places
from carenet.teams.services.ending import end_visits
from carenet.visits.services.asking_ill import ask_after_ill
from carenet.visits.services.photos import sweep_sealed
from carenet.visits.services.silence import chase_silent_homes
from workers import pinging, senders
from workers.drain import turn

EVERY_SECOND = set(range(60))
EVERY_FIVE = set(range(0, 60, 5))
EVERY_TEN = set(range(3, 60, 10))
TWICE_A_MINUTE = {15, 45}


async def tick(ctx: dict[Any, Any]) -> None:
    """The main loop's turn."""
    await senders.alone("tick", turn, ctx)


async def send(ctx: dict[Any, Any]) -> None:
    """Messages leave the house."""
    await senders.send(ctx)


async def settle(ctx: dict[Any, Any]) -> None:
    """Uncertain sends are asked about."""
    await senders.alone("settle", senders.settle, ctx)


async def speak_early(ctx: dict[Any, Any]) -> None:
    """What would fall into quiet hours is said before them."""
    await senders.alone("early", senders.speak_early, ctx)


async def digest(ctx: dict[Any, Any]) -> None:
    """Summaries instead of ten messages."""
    await senders.alone("digest", senders.digest, ctx)


async def forget(ctx: dict[Any, Any]) -> None:
    """What is long over is forgotten."""
    await senders.alone("forget", senders.forget, ctx)


async def rounds(ctx: dict[Any, Any]) -> None:
    """Papers that run out, Sunday's question, the township's week."""
    await senders.alone("rounds", senders.rounds, ctx)


async def keep_week(ctx: dict[Any, Any]) -> None:
    """The figures of the week that ended stay as they were."""
    monday = monday_of(clock.today()) - timedelta(days=7)
    await oversight_jobs.keep_week(monday, ctx["by"])
    await beats.beat("main.keep_week", 3600, by=ctx["by"], now=clock.now())


async def standing(ctx: dict[Any, Any]) -> None:
    """Whoever comes every time has a place where sign-up has opened."""

    async def turn(ctx: dict[Any, Any]) -> None:
        await give_places(by=ctx["by"])
        await beats.beat("main.standing", 60, by=ctx["by"], now=clock.now())

    await senders.alone("standing", turn, ctx)


async def visits(ctx: dict[Any, Any]) -> None:
    """A visiting team whose last day is over has no places, duties or calendar left."""

    async def turn(ctx: dict[Any, Any]) -> None:
        ended = await end_visits(clock.today(), by=ctx["by"])
        await beats.beat("main.visits", 60, by=ctx["by"], now=clock.now(), ended=ended)

    await senders.alone("visits", turn, ctx)


async def photos(ctx: dict[Any, Any]) -> None:
    """Pictures that nobody agrees to any more are gone."""
    gone = await sweep_sealed(clock.now(), by=ctx["by"])
    await beats.beat("main.photos", 3600, by=ctx["by"], now=clock.now(), gone=gone)


async def kin(ctx: dict[Any, Any]) -> None:
    """Who of the family keeps a child already comes to be looked at for the first time, a few a week."""
    planned = await owe_kin_first(clock.today(), clock.now(), by=ctx["by"])
    await beats.beat("main.kin", 3600, by=ctx["by"], now=clock.now(), planned=planned)


async def ping(ctx: dict[Any, Any]) -> None:
    """An outside watch hears that we live."""
    await pinging.ping(ctx)
    await beats.beat("main.ping", 60, by=ctx["by"], now=clock.now())


async def watch(ctx: dict[Any, Any]) -> None:
    """Sessions that have begun start the clock of their register; for who is silent others are asked."""
    await watch_beginnings(by=ctx["by"])
    await seek_for_silent(by=ctx["by"])
    await watch_lacking(by=ctx["by"])
    await beats.beat("main.watch", 10, by=ctx["by"], now=clock.now())


async def homes(ctx: dict[Any, Any]) -> None:
    """A home that has been silent for a day is asked how the child is; a year or a quarter that is over opens what is due."""
    await chase_silent_homes(clock.now(), by=ctx["by"])
    await ask_after_ill(clock.now(), by=ctx["by"])
    await go_on(clock.today(), clock.now(), by=ctx["by"])
    await go_on_weekly(clock.today(), clock.now(), by=ctx["by"])
    await pass_on_left(clock.now(), by=ctx["by"])
    await beats.beat("main.homes", 60, by=ctx["by"], now=clock.now())


async def alive(ctx: dict[Any, Any]) -> None:
    """A queue that mostly waits says that it is there."""
    name = f"{ctx['queue']}.alive"
    await beats.beat(name, 5, by=ctx["by"], now=clock.now())


# The tick is the latency of everything: a second from a fact to its listeners.
MAIN: list[CronJob] = [
    cron(tick, name="main.tick", second=EVERY_SECOND, timeout=20, max_tries=1),
    # Apart from the tick: a provider that is slow to answer must not delay an alarm.
    cron(send, name="main.send", second=EVERY_SECOND, timeout=28, max_tries=1),
    # A lease lasts a minute, so every five seconds is soon enough to find one that lapsed.
    cron(settle, name="main.settle", second=EVERY_FIVE, timeout=28, max_tries=1),
    # Quiet hours begin on a minute; the last minute before them is hit twice.
    cron(speak_early, name="main.early", second=TWICE_A_MINUTE, timeout=25, max_tries=1),
    # Each minute rather than at six sharp: a worker that was down at six makes up for it.
    cron(digest, name="main.digest", second={10}, timeout=20, max_tries=1),
    # Each minute of the night: small batches, so that neither a lock nor a long turn holds up an alarm.
    cron(forget, name="main.forget", second={50}, timeout=28, max_tries=1),
    # Each minute: a paper renewed a moment ago is not spoken of, and a worker that slept makes up for it.
    cron(rounds, name="main.rounds", second={20}, timeout=28, max_tries=1),
    # Each hour: the first after the week's end keeps it, and a worker that slept makes up for it.
    cron(keep_week, name="main.keep_week", minute={20}, second={5}, timeout=28, max_tries=1),
    # Twenty minutes pass before an unopened register becomes an alarm: ten seconds are soon enough.
    cron(watch, name="main.watch", second=EVERY_TEN, timeout=20, max_tries=1),
    # A day's silence is asked about within the minute in which it is a day.
    cron(homes, name="main.homes", second={40}, timeout=20, max_tries=1),
    # Sign-up opens at midnight, new sessions come at any time: within the minute, before others look.
    cron(standing, name="main.standing", second={0}, timeout=28, max_tries=1),
    # Access ends with the last day: within the minute after midnight.
    cron(visits, name="main.visits", second={5}, timeout=20, max_tries=1),
    # Each hour: a consent that runs out at midnight closes the picture at once, its bytes go soon after.
    cron(photos, name="main.photos", minute={35}, second={5}, timeout=28, max_tries=1),
    # Each hour some hundreds: a county that begins has its first looks planned within a day, and nobody waits for it.
    cron(kin, name="main.kin", minute={25}, second={5}, timeout=28, max_tries=1),
    # Healthchecks and its kind expect a sign each minute.
    cron(ping, name="main.ping", second={30}, timeout=15, max_tries=1),
]
# Without it nobody would know that no solver is there until a round is started.
SOLVER: list[CronJob] = [
    cron(alive, name="solver.alive", second=EVERY_FIVE, timeout=5, max_tries=1)
]
DOCUMENTS: list[CronJob] = [
    cron(alive, name="documents.alive", second=EVERY_FIVE, timeout=5, max_tries=1)
]

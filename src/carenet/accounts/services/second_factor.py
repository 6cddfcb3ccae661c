"""The second factor: enrolled once, asked for before anything sealed, each code good once."""

from carenet.accounts.rules.totp import fitting_step, new_secret
from carenet.accounts.services import CannotSignIn, CodeWrong, open_sign_in
from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import seal, unseal
from carenet.core.columns import uuid7
from carenet.core.database import transaction
from carenet.core.refusals import N_, NeedsSecondFactor, Refusal


class NothingEnrolled(Refusal):
    """No second factor was set up yet."""

    msgid = N_("Please set up the second factor first.")


async def begin_second_factor(*, by: Actor) -> None:
    """Make a secret to be scanned; it counts once a code of it was typed.

    Raises:
        NeedsSecondFactor: there is one already, and it was not used in this sign-in.

    """
    id_ = uuid7()
    sealed = seal(new_secret(), "totp_secrets", "secret", id_)
    async with transaction(by) as db:
        if not await db.fetchval("select app.begin_my_totp($1, $2)", id_, sealed):
            raise NeedsSecondFactor


async def confirm_second_factor(code: str, *, by: Actor, device: str | None) -> str:
    """Check the six digits; a new token with two factors, the old one dead.

    A step is used once: the same digits again are refused. A secret that was just set up counts
    from its first right code on and ends the one before it.

    Raises:
        NothingEnrolled: no secret was set up.
        CodeWrong: the digits do not fit, or were used before.
        CannotSignIn: the account was closed meanwhile.

    """
    plain = "".join(code.split())
    async with transaction(by) as db:
        rows = await db.fetch("select id, secret, confirmed from app.my_totp()")
        if not rows:
            raise NothingEnrolled
        used = False
        for row in rows:
            secret = unseal(bytes(row["secret"]), "totp_secrets", "secret", row["id"])
            step = fitting_step(secret, plain, clock.now())
            if step is not None:
                used = await db.fetchval("select app.use_my_totp_step($1, $2)", row["id"], step)
                if used:
                    verb = "second factor" if row["confirmed"] else "set up second factor"
                    await db.execute("select app.audit($1, $2)", verb, f"account:{by.id}")
                    break
        if not used:
            raise CodeWrong
    return await stepped_up(by, device)


async def stepped_up(by: Actor, device: str | None) -> str:
    """A sign-in with two factors in the same scope, in place of this one.

    Raises:
        CannotSignIn: the account was closed, or its duty in this scope ended.

    """
    scope = f"{by.lo}|{by.hi}|{','.join(by.towns)}" if by.is_officer else "own"
    try:
        return await open_sign_in(by.id, factors=2, device=device, scope=scope, replaces=by.token)
    except CannotSignIn:
        return await open_sign_in(by.id, factors=2, device=device, replaces=by.token)

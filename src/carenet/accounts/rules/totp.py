"""Six digits of an authenticator app: RFC 6238, thirty seconds a step, one step of slack each way."""

import hmac
from datetime import datetime
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
SLACK_STEPS: Final = 1
DIGITS: Final = 6
ISSUER: Final = "carenet"


def new_secret() -> str:
    """160 random bits in base 32."""
    made: str = pyotp.random_base32()
    return made


def fitting_step(secret: str, code: str, now: datetime) -> int | None:
    """The step at which these digits are right, near now; None if they are wrong."""
    if len(code) != DIGITS or not (code.isascii() and code.isdecimal()):
        return None
    step = int(now.timestamp()) // STEP_SECONDS
    made = pyotp.HOTP(secret, digits=DIGITS)
    found = None
    for near in range(step - SLACK_STEPS, step + SLACK_STEPS + 1):
        if hmac.compare_digest(made.at(near), code):
            found = near
    return found


def address_of(secret: str, name: str) -> str:
    """What an authenticator app reads from the picture."""
    made: str = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return made

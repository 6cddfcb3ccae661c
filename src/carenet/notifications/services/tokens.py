"""The token of a provider, sealed in the database: one process fetches it for all."""

from typing import Final
from uuid import UUID, uuid5

from carenet.core.ciphers import SealBroken, seal, unseal
from carenet.core.database import definer

PLACE: Final = ("provider_tokens", "value")
SPACE: Final = UUID("0b0d5a2e-3a55-4c1b-8f5e-2c64d2a0f9d1")


class KeptTokens:
    """The tokens of one provider's account."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._row = uuid5(SPACE, provider)
        self._sealed: dict[str, bytes] = {}

    async def get(self, bad: str | None = None) -> tuple[str | None, bool]:
        """The token, and whether the asker is to fetch the next; `bad`: one that was refused."""
        worse = self._sealed.get(bad) if bad else None
        rows = await definer("select * from app.provider_token($1, $2)", self._provider, worse)
        value = rows[0]["value"]
        if value is None:
            return None, rows[0]["mine"]
        try:
            token = unseal(value, *PLACE, self._row)
        except SealBroken:  # the keys were changed since
            return None, True
        self._sealed = {token: value}
        return token, rows[0]["mine"]

    async def keep(self, token: str, seconds: int) -> None:
        """Keep the next."""
        value = seal(token, *PLACE, self._row)
        self._sealed = {token: value}
        await definer("select app.keep_token($1, $2, $3)", self._provider, value, seconds)

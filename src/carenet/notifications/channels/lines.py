"""HTTP to a provider, each message on a line of its own."""

import httpx


def own_lines(
    seconds: float, transport: httpx.AsyncBaseTransport | None = None, base_url: str = ""
) -> httpx.AsyncClient:
    """A client that keeps no line open between two requests; `seconds` is its patience.

    On a kept line an answer that a provider gave twice, or too late, would be taken for that of the
    next message: one that was refused would count as sent.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=seconds,
        transport=transport,
        trust_env=False,
        limits=httpx.Limits(max_keepalive_connections=0),
    )

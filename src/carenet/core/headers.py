"""Security headers on every answer, also on 404, 405, 500 and static files."""

from typing import Final

from litestar.types import Message, Scope

HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; "
        "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), geolocation=()",
    "strict-transport-security": "max-age=31536000",
    "cache-control": "no-store",
}


ENCODED: Final = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


async def security_headers(message: Message, scope: Scope) -> None:
    """Litestar's before_send hook; static files and feeds keep their own cache-control."""
    del scope
    if message["type"] == "http.response.start":
        given = list(message["headers"])
        named = {name.lower() for name, _ in given}
        message["headers"] = given + [one for one in ENCODED if one[0] not in named]

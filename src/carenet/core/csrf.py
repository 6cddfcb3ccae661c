"""No write from another site: Sec-Fetch-Site where the browser sends it, else our own Origin."""

from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler

CROSS_SITE: Final = "cross-site"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def same_origin(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard every unsafe method. A provider's callback (`signed=True`) checks its own signature.

    Raises:
        PermissionDeniedException: the request comes from another site, or does not say.

    """
    if connection.scope.get("method") in SAFE or handler.opt.get("signed"):
        return
    site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
    ours = site == "same-origin" if site else origin in connection.app.state.origins
    if not ours:
        raise PermissionDeniedException(CROSS_SITE)

"""/static: files under content-hashed names, gzipped ahead, kept by browsers for ever."""

from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from carenet.core.assets import assets


@get("/static/{digest:str}/{name:str}", opt={"public": True, "static": True})
async def show_static(
    request: Request[Any, Any, Any], digest: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """A shipped file.

    Raises:
        NotFoundException: there is none of this name and content.

    """
    found = assets().get(name)
    if found is None or found.hash != digest:
        raise NotFoundException
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "cache-control": "public, max-age=31536000, immutable",
        "vary": "accept-encoding",
        **({"content-encoding": "gzip"} if packed else {}),
    }
    return Response(found.packed if packed else found.body, media_type=found.kind, headers=headers)

"""A record posted plainly, with or without pictures and spoken words: without scripts, or where the phone could not keep it."""

from typing import Any, Final

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.exceptions import HTTPException

from carenet.core.doors import Attached
from carenet.core.files import Limits, UploadRefused, spool
from carenet.core.pictures import LIMITS, sniff
from carenet.core.sounds import BYTES_MAX
from carenet.core.uploads import receive
from carenet.core.words import sentence

PICTURES_MAX: Final = 3
SOUNDS_MAX: Final = 1
FIELD_BYTES_MAX: Final = 16 * 1024
UPLOAD: Final = Limits(
    total=PICTURES_MAX * LIMITS.bytes_max + SOUNDS_MAX * BYTES_MAX + 256 * 1024,
    file=LIMITS.bytes_max, files=PICTURES_MAX + SOUNDS_MAX, fields=100, field=FIELD_BYTES_MAX,
)  # fmt: skip


def _any(head: bytes, _field: str) -> str:
    """Whatever it is, it is taken as far as the pictures' own reader, which says what is wrong with it."""
    return sniff(head) or "unknown"


async def read_post(request: Request[Any, Any, Any]) -> tuple[FormMultiDict, tuple[Attached, ...]]:
    """The fields and the files of a posted form; files lie on disk for the length of this call.

    Raises:
        HTTPException: a limit passed, or the connection broke off.

    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.form(), ()
    try:
        async with receive(request, spool(), _any, UPLOAD) as upload:
            fields = [(name, text) for name, texts in upload.fields.items() for text in texts]
            files = [Attached(one.field, one.path.read_bytes()) for one in upload.files]
    except UploadRefused as refusal:
        raise HTTPException(sentence(refusal), status_code=refusal.status) from None
    return FormMultiDict(fields), tuple(files)

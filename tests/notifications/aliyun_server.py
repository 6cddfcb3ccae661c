"""Aliyun's text message service, as far as we speak to it: checks every signature on its own."""

import hashlib
import hmac
import json
from urllib.parse import parse_qsl, quote

import httpx

SECRET = "the-secret-of-the-key"


class AliyunServer:
    """Keeps what it took by OutId; `faults` are answered first, one a request."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.faults: list = []
        self.nonces: set[str] = set()
        self.status: dict[str, int] = {}

    @property
    def transport(self):
        return httpx.MockTransport(self._answer)

    def _signed(self, request: httpx.Request) -> bool:
        scheme, _, rest = request.headers["authorization"].partition(" ")
        parts = dict(part.split("=", 1) for part in rest.split(","))
        names = parts["SignedHeaders"].split(";")
        pairs = sorted(parse_qsl(request.url.query.decode(), keep_blank_values=True))
        query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in pairs)
        headers = "".join(f"{n}:{request.headers[n]}\n" for n in names)
        body = hashlib.sha256(request.content).hexdigest()
        canonical = (
            f"{request.method}\n{request.url.path}\n{query}\n{headers}\n{';'.join(names)}\n{body}"
        )
        text = f"{scheme}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        right = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        needed = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce",
                  "x-acs-content-sha256"}  # fmt: skip
        nonce = request.headers["x-acs-signature-nonce"]
        if nonce in self.nonces:
            return False
        self.nonces.add(nonce)
        return needed <= set(names) and right == parts["Signature"]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if not self._signed(request):
            return httpx.Response(403, json={"Code": "SignatureDoesNotMatch", "Message": "no"})
        query = dict(parse_qsl(request.url.query.decode()))
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, str):
            return httpx.Response(200, json={"Code": fault, "Message": "no", "RequestId": "r"})
        if isinstance(fault, int):
            return httpx.Response(fault, text="<html>bad gateway</html>")
        if fault and fault is not TAKES_AND_BREAKS:
            raise fault
        if request.headers["x-acs-action"] == "QuerySendDetails":
            return self._details(query)
        self.taken.append(query)
        if fault is TAKES_AND_BREAKS:
            raise httpx.ReadTimeout("slow")
        number = f"biz-{len(self.taken)}"
        return httpx.Response(200, json={"Code": "OK", "BizId": number, "RequestId": "r"})

    def _details(self, query) -> httpx.Response:
        found = [
            {
                "OutId": x["OutId"],
                "SendStatus": self.status.get(x["OutId"], 1),
                "PhoneNum": x["PhoneNumbers"],
            }
            for x in self.taken
            if x["PhoneNumbers"] == query["PhoneNumber"]
        ]
        body = {
            "Code": "OK",
            "TotalCount": len(found),
            "SmsSendDetailDTOs": {"SmsSendDetailDTO": found},
        }
        return httpx.Response(200, content=json.dumps(body))


TAKES_AND_BREAKS = object()

"""WeChat's service account interface, as far as we speak to it."""

import json

import httpx

APP = ("wx0123456789abcdef", "the-secret-of-the-app")


class WechatServer:
    """Gives tokens, takes messages once per client_msg_id, knows codes; `faults` come first."""

    def __init__(self) -> None:
        self.token = "token-1"
        self.given = 0
        self.posts: list[dict] = []
        self.accepted: dict[str, int] = {}
        self.codes = {"good-code": "openid-of-bin"}
        self.faults: list = []

    @property
    def transport(self):
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/cgi-bin/stable_token":
            return self._give(json.loads(request.content))
        if path == "/sns/oauth2/access_token":
            openid = self.codes.pop(request.url.params["code"], None)
            found = {"openid": openid} if openid else {"errcode": 40029, "errmsg": "bad code"}
            return httpx.Response(200, json=found)
        return self._take(request)

    def _give(self, said) -> httpx.Response:
        if (said["appid"], said["secret"]) != APP:
            return httpx.Response(200, json={"errcode": 40125, "errmsg": "bad secret"})
        self.given += 1
        if said["force_refresh"]:
            self.token = f"token-{self.given + 1}"
        return httpx.Response(200, json={"access_token": self.token, "expires_in": 7200})

    def _take(self, request) -> httpx.Response:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Exception) and not isinstance(fault, httpx.ReadTimeout):
            raise fault
        if isinstance(fault, int):
            if fault >= 500 and fault < 600:
                return httpx.Response(fault)
            return httpx.Response(200, json={"errcode": fault, "errmsg": "no"})
        if request.url.params["access_token"] != self.token:
            return httpx.Response(200, json={"errcode": 40001, "errmsg": "invalid credential"})
        said = json.loads(request.content)
        self.posts.append(said)
        number = self.accepted.setdefault(said["client_msg_id"], 200 + len(self.accepted))
        if fault:
            raise fault
        return httpx.Response(200, json={"errcode": 0, "errmsg": "ok", "msgid": number})

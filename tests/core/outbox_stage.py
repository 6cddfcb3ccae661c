"""A small stand-in for the server, and a browser on a phone: what the outbox tests play on."""

import base64
import json
import os
import signal
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from gettext import NullTranslations
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.async_api import BrowserContext, Error, Page, Playwright

from tests.browser import ARGS, browser_with, find_chromium

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/carenet/core/static"
SECRET = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OAEP = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)

HEAD = """{% import 'parts/forms.html' as forms %}{% from 'parts/icons.html' import icon %}<!doctype html>
<meta charset="utf-8"><title>form</title>{% if user %}<meta name="outbox-user" content="{{ user }}" data-since="{{ since }}">{% endif %}
<script defer src="/static/htmx.js"></script><script defer src="/static/outbox.js"></script>
{% include 'parts/outbox_line.html' %}{% from 'parts/outbox_words.html' import outbox_words %}{{ outbox_words() }}
<form id="leave" method="post" action="/sign-out"><button>leave</button></form>
<form id="plain" method="post" action="/plain"><button>send</button></form>"""
FORM = f"""{HEAD}
<form id="visit" method="post" action="/visits" hx-post="/visits" enctype="multipart/form-data" {{{{ forms.outbox('visit', 'Visit') }}}}>
{{{{ forms.hidden_key() }}}}{{{{ forms.error_summary(None) }}}}<input name="note"><input type="checkbox" name="who" value="gm"><input type="checkbox" name="who" value="wg">
{{{{ forms.photos(None, 'photo', 'Pictures') }}}}{{{{ forms.voice(None, 'voice', 'Say it') }}}}<button id="save">save</button><button id="later" name="later" value="yes">later</button></form>"""
LIST = f"""{HEAD}<ul data-outbox-list></ul><p data-outbox-none hidden>none</p><button data-outbox-acts data-outbox-send>send</button>
<button data-outbox-acts data-outbox-export>export</button>"""


CANARY = "qzvxkwjhbt7301"


def base(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public() -> dict[str, Any]:
    numbers = SECRET.public_key().public_numbers()
    whole = {"kty": "RSA", "alg": "RSA-OAEP-256", "ext": True, "key_ops": ["encrypt"]}
    return whole | {"n": base(numbers.n), "e": base(numbers.e)}


def unbase(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(entry: dict[str, Any]) -> dict[str, Any]:
    """The reverse of deploy/frontend/scripts/outbox/seal.js, as its comment says."""
    key = SECRET.decrypt(unbase(entry["wrapped"]), OAEP)
    plain = AESGCM(key).decrypt(unbase(entry["iv"]), unbase(entry["body"]), entry["key"].encode())
    size = int.from_bytes(plain[:4], "big")
    head: dict[str, Any] = json.loads(plain[4 : 4 + size])
    rest = plain[4 + size :]
    for file in head["files"]:
        file["bytes"], rest = rest[: file["size"]], rest[file["size"] :]
    assert not rest
    return head


class Server:
    """One row per key; can be told to answer badly, to lose or cut its answers or to be slow."""

    def __init__(self) -> None:
        self.hits: list[tuple[str, dict[str, str]]] = []
        self.stored: dict[str, dict[str, Any]] = {}
        self.plain: list[tuple[str, bytes]] = []
        self.anonymous: list[bool] = []
        self.user = "lan"
        self.sign_ins = 1
        self.status = 200
        self.status_by_note: dict[str, int] = {}
        self.lose = 0
        self.lost = threading.Event()
        self.cut = 0
        self.between: int | None = None
        self.slow = 0.0
        self.slow_out = 0.0
        self.down_entries = False
        self.down = False
        words = NullTranslations()
        env = Environment(
            loader=FileSystemLoader(ROOT / "templates"),
            undefined=StrictUndefined,
            autoescape=True,
            extensions=["jinja2.ext.i18n"],
        )
        env.globals["asset"] = "/static/{}".format
        env.install_gettext_callables(
            words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
        )
        self.pages = {"/form": env.from_string(FORM), "/list": env.from_string(LIST)}
        self.http = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Bound", (Handler,), {"stage": self})
        )
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    @property
    def notes(self) -> list[str]:
        return [
            value
            for entry in self.stored.values()
            for name, value in entry["fields"]
            if name == "note"
        ]

    def receive(self, entry: dict[str, Any], user: str) -> tuple[int, dict[str, Any]]:
        head = opened(entry)
        note = dict(head["fields"]).get("note", "")
        assert (head["url"], head["user"], head["at"]) == (entry["url"], entry["user"], entry["at"])
        status = self.status_by_note.get(note, self.status)
        if user != self.user:
            return 403, {"key": entry["key"], "state": "other"}
        if status in (409, 422):
            said = {
                "key": entry["key"],
                "state": "mend",
                "location": "/form",
                "errors": {"note": "Too short."},
            }
            return status, said | {"fields": head["fields"]}
        if status != 200:
            return status, {"key": entry["key"]}
        self.stored.setdefault(entry["key"], head)
        return 200, {"key": entry["key"], "state": "done", "location": "/form?saved"}


class Handler(BaseHTTPRequestHandler):
    """Speaks for its stage."""

    protocol_version = "HTTP/1.1"
    stage: Server
    short = False
    """Is the line broken before the end of the answer?"""

    def log_message(self, *_: Any) -> None: ...

    def say(
        self,
        body: bytes | str,
        kind: str = "text/html; charset=utf-8",
        status: int = 200,
        **more: str,
    ) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data[:-3] if self.short else data)

    def do_GET(self) -> None:
        if self.stage.down:
            self.close_connection = True
            return
        path = self.path.split("?")[0]
        if path in self.stage.pages:
            self.say(
                self.stage.pages[path].render(
                    user=self.stage.user, since=f"{self.stage.sign_ins:08d}"
                ),
                **{"Set-Cookie": "who=lan; Path=/"},
            )
        elif path.startswith("/static/"):
            self.say((STATIC / path.removeprefix("/static/")).read_bytes(), "text/javascript")
        elif path == "/sw.js":
            shell = {
                "version": "1",
                "pages": ["/offline", "/offline/visit", "/offline/key"],
                "assets": ["/static/outbox.js"],
                "script": "/static/outbox.js",
            }
            self.say(
                f"self.CARENET_SHELL={json.dumps(shell)};\n{(STATIC / 'sw.js').read_text()}",
                "text/javascript",
            )
        elif path == "/offline/key":
            self.say(json.dumps({"kid": "k1", "jwk": public()}), "application/json")
        elif path == "/sign-in":
            self.say("<title>sign in</title>")
        elif path in ("/offline", "/offline/visit"):
            self.stage.anonymous.append("Cookie" not in self.headers)
            self.say(f"<title>{path}</title>{path}")
        else:
            self.say("no", status=404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.stage.down or (self.stage.down_entries and self.path == "/offline/entries"):
            self.close_connection = True
            return
        self.stage.hits.append((self.path, dict(self.headers.items())))
        if self.path != "/offline/entries":
            self.stage.plain.append((self.path, body))
            empty = self.path == "/sign-out" and self.headers.get("X-Outbox-Empty")
            time.sleep(self.stage.slow_out if empty or self.path == "/plain" else 0)
            self.say(
                "<title>posted</title>posted", **({"Clear-Site-Data": '"storage"'} if empty else {})
            )
            return
        if self.stage.between:  # something on the way answers in the server's place
            self.say("<title>Sign in to this network</title>", status=self.stage.between)
            return
        time.sleep(self.stage.slow)
        if self.stage.status == 302:
            self.say("", status=302, Location="/form")
            return
        status, said = self.stage.receive(json.loads(body), self.headers["X-Outbox-User"])
        if self.stage.lose:
            self.stage.lose -= 1
            self.stage.lost.set()
            self.close_connection = True
            return
        if self.stage.cut:
            self.stage.cut -= 1
            self.short = True
            self.close_connection = True
        self.say(json.dumps(said), "application/json", status)


@asynccontextmanager
async def phone(
    driver: Playwright, profile: Path, *switches: str, **options: Any
) -> AsyncIterator[BrowserContext]:
    """A browser with a profile of its own; the folder outlives it, as a phone's storage does."""
    context = await driver.chromium.launch_persistent_context(
        profile,
        executable_path=find_chromium(),
        args=[*ARGS, *switches],
        viewport={"width": 390, "height": 844},
        **options,
    )
    context.set_default_timeout(10_000)
    try:
        yield context
    finally:
        with suppress(Error):  # a test may have killed it
            await context.close()


async def visit(context: BrowserContext, stage: Server, path: str = "/form") -> Page:
    page = await context.new_page()
    await page.goto(stage.address + path)
    await page.wait_for_selector("html[data-outbox=ready] #visit")
    return page


async def save(page: Page, note: str, button: str = "#save") -> None:
    await page.fill("[name=note]", note)
    await page.click(button)


async def ask(page: Page, script: str, given: object = None) -> Any:
    """What the page answers; one that goes on in the middle, its entry having gone, is asked again."""
    for _ in range(5):
        try:
            return await page.evaluate(script, given)
        except Error as gone:
            if "context was destroyed" not in str(gone):
                raise
            await page.wait_for_load_state()
    raise AssertionError(f"never at rest: {page.url}")


async def waiting(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await ask(
        page,
        "carenetOutbox.entries().then(list => list.map(({id, state, err, tries, due, user, back}) => ({id, state, err, tries, due, user, back})))",
    )
    return found


async def settled(page: Page, asked: str, given: object = None) -> None:
    """Wait until an asynchronous question is answered yes. (wait_for_function takes any promise for a yes.)"""
    script = """async ([asked, given]) => {
      const end = Date.now() + 10000;
      while (!(await ASKED)) {
        if (Date.now() > end) throw new Error('never: ' + asked);
        await new Promise((go) => setTimeout(go, 20));
      }
    }""".replace("ASKED", asked)
    await ask(page, script, [asked, given])


async def until(page: Page, number: int) -> None:
    """Wait until so many entries are kept on the phone."""
    await settled(page, "carenetOutbox.entries().then((list) => list.length === given)", number)


async def drafted(page: Page, form: str = "/visits") -> None:
    """Wait until what is typed into a form lies there as a draft."""
    await settled(
        page,
        """new Promise((told) => {
      const asked = indexedDB.open('carenet');
      asked.onsuccess = () => {
        const count = asked.result.transaction('drafts').objectStore('drafts').count(given);
        count.onsuccess = () => { asked.result.close(); told(count.result > 0); };
      };
    })""",
        form,
    )


async def begin(page: Page, words: str = CANARY) -> None:
    await page.fill("[name=note]", words)
    await drafted(page)


def kill(profile: Path) -> None:
    """End the browser of one profile as a flat battery would."""
    os.kill(browser_with(profile), signal.SIGKILL)

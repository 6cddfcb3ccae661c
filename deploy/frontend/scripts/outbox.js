/*
The outbox: what a person hands in is sealed on the phone, kept, and sent when there is a network.
One code path online and offline; the same file serves pages and the service worker.

The envelope. GET /offline/key answers {"kid": text, "jwk": RSA public key, 2048 bits or more}. Per entry:
  plain   = length of head (4 bytes, big-endian) + head (JSON, UTF-8) + the bytes of each file, one after another
  head    = {"v": 1, "url": the form's action, "at": ms since 1970, "seq": number on this phone, "user": account,
             "fields": [[name, text], …] in order, names may repeat,
             "files": [{"field", "name", "type", "size"}, …] in the order of their bytes}
  body    = AES-256-GCM(plain), a fresh key and iv (12 bytes) per entry, tag of 16 bytes at the end,
            additional data = the idempotency key as ASCII text
  wrapped = RSA-OAEP(SHA-256 for hash and mask, no label) of the 32 bytes of the AES key
POST /offline/entries, Content-Type application/json, with headers Idempotency-Key and X-Outbox-User:
  {"kid", "wrapped", "iv", "body": base64url without padding, "key": the idempotency key (UUID v7),
   "url", "user", "at"}; the head repeats url, user and at, and must agree.
Answer: {"key": the same, "state": "done" | "again" | "mend" | "other", "location": page to show or edit,
  "errors": {name: sentence}, "fields": [[name, text], …]}.
  done (2xx with the same key) deletes; 401 or a redirect pauses all until someone signs in; "mend" and any 4xx with
  the same key keep the entry for its writer to change, "other" until the person who wrote it signs in; all else waits
  longer each time: 408, 429, 5xx, "again", and whatever does not name the key. Nothing is ever dropped unsent.
A file made by "save as a file" is {"carenet": 1, "entries": [the posted objects]}.
*/
import { arrive, enter, keepDraft, readDraft } from "./outbox/drafts.js";
import { handIn, keep, watchForms } from "./outbox/forms.js";
import { drop, entries, flush } from "./outbox/queue.js";
import { watchScreen } from "./outbox/screen.js";
import { fetchKey, possible } from "./outbox/seal.js";
import { watchAway, watchSmall, watchTaps } from "./outbox/small.js";
import { watchSteps } from "./outbox/steps.js";

let here;
const restored = new Promise((done) => { here = done; });
self.carenetOutbox = { flush, entries, handIn, drop, keep, keepDraft, readDraft, restored };

async function start() {
  arrive();
  watchSmall();
  watchTaps();
  watchAway();
  watchSteps();
  if (!possible()) return;
  watchForms(self.carenetLock ? self.carenetLock.unlocked() : Promise.resolve()).then(here, here);
  await watchScreen();
  await enter();
  const ready = fetchKey().catch(() => {});
  const go = () => flush().catch(() => {});
  addEventListener("online", go);
  addEventListener("pageshow", go);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
  setInterval(go, 30000);
  const worker = navigator.serviceWorker;
  if (worker) {
    worker.addEventListener("message", (event) => {
      if (event.data !== "flush") return;
      if (event.ports[0]) event.ports[0].postMessage("here");
      go();
    });
    worker.register("/sw.js").catch(() => {});
  }
  go();
  await ready;
  await restored;
  document.documentElement.setAttribute("data-outbox", "ready");
}

if (self.document) start().catch(() => {});

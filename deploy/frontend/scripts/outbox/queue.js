// The queue itself: one flush at a time over tabs and worker, one entry's trouble never stops another's.
import { keepMend } from "./drafts.js";
import { base64url } from "./seal.js";
import { all, get, note, noted, put, remove } from "./store.js";

const TIMEOUT = 60000;
const FIRST_WAIT = 30000;
const LONGEST_WAIT = 3600000;
const PASSES = 20; // of one flush; the next one starts in 30 s at the latest

export const entries = () => all();

export const here = () => {
  const tag = self.document && document.querySelector("meta[name=outbox-user]");
  return tag ? tag.content : "";
};

export function changed() {
  if (self.document) document.dispatchEvent(new CustomEvent("outbox"));
}

const REMEMBERED = 200;

// Where the answer led, also when another tab or the worker was the one that sent.
export const went = async (key) => new Map((await noted("went")) || []).get(key);

export const handedIn = async (key) => ((await noted("handed")) || []).includes(key);

export async function store(entry, sealed) {
  await note("handed", [...((await noted("handed")) || []).filter((key) => key !== entry.id), entry.id].slice(-REMEMBERED));
  await put("outbox", { ...entry, sealed, tries: 0, due: 0, state: "wait", err: "" });
  changed();
}

let running = null;
let again = false;

export function flush(force = false) {
  if (running) { again = true; return running; }
  running = alone(() => passes(force)).finally(() => {
    running = null;
    changed();
    if (again) { again = false; flush().catch(() => {}); }
  });
  return running;
}

// Without Web Locks two tabs may both send; the server's idempotency key then makes it one.
const alone = (work) => (self.navigator.locks ? navigator.locks.request("carenet-outbox", work) : work());

async function passes(force) {
  for (let pass = 0; pass < PASSES; pass++) {
    again = false;
    if ((await onePass(force)) === "stop" || !again) return;
    force = false;
  }
}

async function onePass(force) {
  if (!force && (await noted("paused"))) return "stop";
  const user = here();
  for (const listed of await all()) {
    const entry = await get("outbox", listed.id); // another tab may have sent it meanwhile
    if (!entry || entry.state === "mend") continue;
    if (user ? entry.user !== user : entry.state === "other") continue;
    if (!force && entry.due > Date.now()) continue;
    if ((await send(entry)) === "stop") return "stop";
  }
  return "through";
}

export const posted = (entry) => ({
  kid: entry.sealed.kid, wrapped: base64url(entry.sealed.wrapped), iv: base64url(entry.sealed.iv),
  body: base64url(entry.sealed.body), key: entry.id, url: entry.url, user: entry.user, at: entry.at,
});

async function send(entry) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), TIMEOUT);
  let answer;
  let said = null;
  try {
    answer = await fetch("/offline/entries", {
      method: "POST", credentials: "same-origin", redirect: "manual", signal: patience.signal,
      headers: {
        "Accept": "application/json", "Content-Type": "application/json",
        "Idempotency-Key": entry.id, "X-Outbox-User": entry.user,
      },
      body: JSON.stringify(posted(entry)),
    });
    said = await answer.json().catch((failed) => { if (failed.name === "AbortError") throw failed; return null; });
  } catch (_) {
    await put("outbox", { ...entry, err: "network" });
    return "stop";
  } finally {
    clearTimeout(timer);
  }
  return settle(entry, answer, said || {});
}

async function settle(entry, answer, said) {
  const status = answer.type === "opaqueredirect" ? 401 : answer.status;
  const echoed = said.key === entry.id;
  if (status === 401) {
    await note("paused", true);
    await put("outbox", { ...entry, err: "signin" });
    return "stop";
  }
  if (said.state === "other" && echoed) {
    await put("outbox", { ...entry, state: "other", err: "other" });
  } else if (answer.ok && echoed && said.state === "done") {
    await note("went", [...((await noted("went")) || []), [entry.id, said.location || ""]].slice(-REMEMBERED));
    await remove("outbox", entry.id);
  } else if ((status >= 400 && status < 500 && status !== 408 && status !== 429) || (echoed && said.state === "mend")) {
    await keepMend(entry, said);
    await put("outbox", { ...entry, state: "mend", err: String(status), back: said.location || "" });
  } else {
    const wait = Math.min(FIRST_WAIT * 2 ** entry.tries, LONGEST_WAIT) * (0.75 + Math.random() / 2);
    const asked = 1000 * (Number(answer.headers.get("Retry-After")) || 0);
    await put("outbox", { ...entry, tries: entry.tries + 1, due: Date.now() + Math.max(wait, asked), err: String(status) });
  }
  return "next";
}

// Ask again for what is wrong with an entry, so that its fields come back for changing.
export async function reopen(id) {
  const entry = await get("outbox", id);
  if (!entry) return null;
  await alone(async () => send({ ...entry, state: "wait" }));
  changed();
  return get("outbox", id);
}

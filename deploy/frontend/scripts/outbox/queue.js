// The queue itself: one flush at a time over tabs and worker, one entry's trouble never stops another's.
import { keepMend } from "./drafts.js";
import { base64url } from "./seal.js";
import { all, get, note, noted, putHandedIn, settled } from "./store.js";

const TIMEOUT = 60000;
const FIRST_WAIT = 30000;
const LONGEST_WAIT = 3600000;
const PASSES = 20; // of one flush; the next one starts in 30 s at the latest

export const entries = () => all();

const tag = () => self.document && document.querySelector("meta[name=outbox-user]");
export const here = () => (tag() ? tag().content : "");
export const since = () => tag().getAttribute("data-since") || "";

export function changed() {
  if (self.document) document.dispatchEvent(new CustomEvent("outbox"));
}

const REMEMBERED = 200;

// Where the answer led, also when another tab or the worker was the one that sent.
export const went = async (key) => new Map((await noted("went")) || []).get(key);

export const handedIn = async (key) => ((await noted("handed")) || []).includes(key);

export async function store(entry, sealed) {
  await shared(() => putHandedIn({ ...entry, sealed, tries: 0, due: 0, state: "wait", err: "" }, REMEMBERED));
  changed();
}

let running = null;
let again = false;
let firmly = false; // somebody asked for all of it during a pass that passes some by

export function flush(force = false) {
  if (running) { again = true; firmly = firmly || force; return running; }
  running = alone(() => passes(force)).finally(() => {
    running = null;
    changed();
    if (again) { const force = firmly; again = firmly = false; flush(force).catch(() => {}); }
  });
  return running;
}

// Without Web Locks two tabs may both send; the server's idempotency key then makes it one.
const locked = (name, mode, work) => (self.navigator.locks ? navigator.locks.request(name, { mode }, work) : work());
const alone = (work) => locked("carenet-outbox", "exclusive", work);

// Handing in, in any tab, and the erasing at sign-out keep out of each other's way.
const shared = (work) => locked("carenet-keep", "shared", work);
export const whileNobodyHandsIn = (work) => locked("carenet-keep", "exclusive", work);

async function passes(force) {
  for (let pass = 0; pass < PASSES; pass++) {
    again = false;
    if ((await onePass(force)) === "stop" || !again) return;
    force = firmly;
    firmly = false;
  }
}

async function onePass(force) {
  if (!force && (await noted("paused"))) return "stop";
  const user = here();
  for (const listed of await all()) {
    const entry = await get("outbox", listed.id); // another tab may have sent it meanwhile
    if (!entry || inHand(entry)) continue;
    if (user ? entry.user !== user : entry.state === "other") continue;
    if (!force && entry.due > Date.now()) continue;
    if ((await send(entry)) === "stop") return "stop";
  }
  return "through";
}

// Its writer has it back for changing. Without a page to change it on the answer was not our server's.
export const inHand = (entry) => entry.state === "mend" && Boolean(entry.back);

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
    await settled(entry, { ...entry, err: "network" });
    return "stop";
  } finally {
    clearTimeout(timer);
  }
  return settle(entry, answer, said || {});
}

// Only an answer that names our key decides anything but "later": one cut in the middle, or given by something between
// us and the server, may have any status, and an entry put aside for it would never be sent.
async function settle(entry, answer, said) {
  const status = answer.type === "opaqueredirect" ? 401 : answer.status;
  const echoed = said.key === entry.id;
  if (status === 401) {
    await note("paused", true);
    await settled(entry, { ...entry, err: "signin" });
    return "stop";
  }
  if (echoed && said.state === "other") {
    await settled(entry, { ...entry, state: "other", err: "other" });
  } else if (echoed && answer.ok && said.state === "done") {
    await note("went", [...((await noted("went")) || []), [entry.id, said.location || ""]].slice(-REMEMBERED));
    await settled(entry, null);
  } else if (echoed && (said.state === "mend" || (status >= 400 && status < 500 && status !== 408 && status !== 429))) {
    await keepMend(entry, said);
    await settled(entry, { ...entry, state: "mend", err: String(status), why: Object.values(said.errors || {}).join(" "), back: said.location || entry.url });
  } else {
    const wait = Math.min(FIRST_WAIT * 2 ** entry.tries, LONGEST_WAIT) * (0.75 + Math.random() / 2);
    const asked = 1000 * (Number(answer.headers.get("Retry-After")) || 0);
    await settled(entry, { ...entry, state: "wait", tries: entry.tries + 1, due: Date.now() + Math.max(wait, asked), err: String(status) });
  }
  return "next";
}

// Refused, read by its writer, and of no more use.
export const drop = async (id) => {
  const entry = await get("outbox", id);
  if (entry && entry.state === "mend") await settled(entry, null);
  changed();
};

// Ask again for what is wrong with an entry, so that its fields come back for changing.
export async function reopen(id) {
  const entry = await get("outbox", id);
  if (!entry) return null;
  await alone(async () => send({ ...entry, state: "wait" }));
  changed();
  return get("outbox", id);
}

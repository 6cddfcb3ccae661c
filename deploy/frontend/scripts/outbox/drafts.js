// What is typed but not handed in: under a key that cannot leave this browser and dies with the sign-in or after a day.
import { here, since } from "./queue.js";
import { clear, get, note, noted, put, remove } from "./store.js";

const DAY = 86400000;

// Who signed in last here: the sign-in's number, which grows by the server's clock, and the account, none after signing
// out. Kept twice: at once when a page opens, for whoever goes on quickly to a form that names nobody must not write as
// the one before; and in the storage, which outlives a killed browser better. The later sign-in counts.
const LAST = "carenet-last";

function lastHere(line) {
  try {
    if (line) localStorage.setItem(LAST, line);
    return localStorage.getItem(LAST) || " ";
  } catch (_) { return line || " "; }
}

export function arrive() {
  if (here()) lastHere(`${since()} ${here()}`);
}

export async function whoAmI() {
  if (here()) return here();
  const kept = (await noted("user")) || "";
  const lines = [kept.includes(" ") ? kept : ` ${kept}`, self.document ? lastHere() : " "].map((line) => line.split(" "));
  const [one, other] = lines;
  if (one[0] === other[0]) return one[0] ? one[1] && other[1] : one[1] || other[1];
  return one[0] > other[0] ? one[1] : other[1];
}

export async function forget() {
  await clear("drafts");
  await note("draft-key", null);
}

// On every page: a signed-in page says who is here; another person's drafts, and old ones, go.
export async function enter() {
  const kept = await noted("draft-key");
  const user = here();
  if (kept && (Date.now() - kept.at > DAY || (user && kept.user !== user))) await forget();
  if (!user) return;
  await note("user", `${since()} ${user}`);
  await note("paused", false);
  const today = document.querySelector("[data-outbox-today]");
  if (today) await keepDraft("@today", JSON.parse(today.getAttribute("data-outbox-today")));
}

export async function leave() {
  await forget();
  const out = here() ? `${since()} ` : "";
  lastHere(out);
  await note("user", out);
}

let asking = Promise.resolve(); // two at once would each make a key
const draftKey = (make) => { asking = asking.catch(() => {}).then(() => theKey(make)); return asking; };

async function theKey(make) {
  const kept = await noted("draft-key");
  const user = await whoAmI();
  if (kept && kept.user === user && Date.now() - kept.at <= DAY) return kept.key;
  if (!make || !user) return null;
  await forget();
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await note("draft-key", { user, key, at: Date.now() });
  return key;
}

export async function keepDraft(id, value) {
  const key = await draftKey(true);
  if (!key) return;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  await put("drafts", { id, iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) });
}

export async function readDraft(id) {
  const key = await draftKey(false);
  const kept = key && (await get("drafts", id));
  if (!kept) return null;
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, key, kept.data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch (_) {
    return null; // made under a key that is gone
  }
}

export const dropDraft = (id) => remove("drafts", id);

// A refused entry's fields come back as a draft of the same form, with what is wrong beside them.
export async function keepMend(entry, said) {
  if (!said.fields || entry.user !== (await whoAmI())) return;
  await keepDraft(entry.url, { fields: [...said.fields, ["key", entry.id]], errors: said.errors || {} });
}

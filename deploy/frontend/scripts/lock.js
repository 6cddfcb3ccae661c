// Four digits before one's pages: without a network the same four stand before what this phone keeps to be read, today's
// names and what was typed. The server checks them where there is one; here a code is kept that only a key which cannot
// leave this browser makes of the right digits. It keeps curious eyes out, like the lock itself; five wrong tries and
// what could be read is gone. What is sealed and waits is sent all the same. A file of its own, before outbox.js: only a
// phone with a lock, and the pages that set, open or outlast one, fetch it.
import { forget, whoAmI } from "./outbox/drafts.js";
import { here } from "./outbox/queue.js";
import { note, noted } from "./outbox/store.js";
import { put as show, word } from "./outbox/words.js";

const TRIES = 5;
const AWAY = 300000;
const bytes = (text) => new TextEncoder().encode(text);

// Digits that were just typed: believed once the server has found them right. It says so of this one typing, by a random
// number sent along, in a cookie of two minutes; that some page opens proves nothing, for the digits may never have got there.
async function remember(form, digits) {
  const proof = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  await note("lock-typed", { user: form.dataset.lock, proof, key, code: await crypto.subtle.sign("HMAC", key, bytes(digits)) });
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "proof", value: proof });
  form.append(field);
}

const proven = () => (document.cookie.match(/(?:^|; )lock-proof=(\w+)/) || [])[1];

async function fits(lock, digits) {
  const [one, other] = [lock.code, await crypto.subtle.sign("HMAC", lock.key, bytes(digits))].map((code) => new Uint8Array(code));
  return one.every((byte, i) => byte === other[i]);
}

// On a signed-in page: is there a lock, and do we know its digits?
async function seeLock() {
  watchDigits();
  const user = here();
  if (!user) return;
  const [kept, typed] = [await noted("lock"), await noted("lock-typed")];
  if (!document.querySelector("meta[name=page-lock]")) {
    if (kept) await note("lock", null);
    if (typed) await note("lock-typed", null);
    return;
  }
  if (typed && typed.user === user && typed.proof === proven()) await note("lock", { ...typed, left: TRIES });
  else if (!kept || kept.user !== user) await note("lock", { user });
  if (typed) await note("lock-typed", null);
}

function watchDigits() {
  document.querySelectorAll("form[data-lock]").forEach((form) => form.addEventListener("submit", (event) => {
    const field = form.elements.namedItem("digits");
    if (!field || form.dataset.noted) return;
    event.preventDefault();
    form.dataset.noted = "1";
    remember(form, field.value).catch(() => {}).then(() => form.submit());
  }));
}

// On a page of the shell: nothing that can be read comes back before the digits are there. Resolves once they are.
async function unlocked() {
  const box = document.querySelector("form[data-lock-ask]");
  if (!box || here()) return;
  const lock = await noted("lock");
  if (!lock || lock.user !== (await whoAmI())) return;
  const forms = [...document.querySelectorAll("form[data-outbox]")];
  forms.forEach((form) => { form.hidden = true; });
  box.hidden = false;
  if (!lock.code) { closed(box); await new Promise(() => {}); }
  await new Promise((open) => box.addEventListener("submit", (event) => {
    event.preventDefault();
    tryDigits(box, open);
  }));
  box.hidden = true;
  const said = box.previousElementSibling;
  if (said && said.matches("[data-outbox-note]")) said.remove();
  forms.forEach((form) => { form.hidden = false; });
  shutAfter();
}

async function tryDigits(box, open) {
  const field = box.elements.namedItem("digits");
  const lock = await noted("lock");
  if (lock && lock.code && (await fits(lock, field.value))) {
    await note("lock", { ...lock, left: TRIES });
    open();
    return;
  }
  field.value = "";
  const left = lock && lock.code ? lock.left - 1 : 0;
  if (left > 0) {
    await note("lock", { ...lock, left });
    show(box, "bad", word("digits_wrong"));
    field.focus();
    return;
  }
  await forget();
  await note("lock", { user: lock ? lock.user : "" });
  closed(box);
}

// No digits are known here, or too many were tried: only the network opens it again.
function closed(box) {
  [...box.children].forEach((part) => { part.hidden = true; });
  show(box, "warn", word("digits_gone"));
}

// Left alone for some minutes, the page asks anew; what was typed is kept as a draft first.
function shutAfter() {
  let left = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") { left = Date.now(); return; }
    if (Date.now() - left > AWAY) location.reload();
  });
}

self.carenetLock = { unlocked };
seeLock().catch(() => {});

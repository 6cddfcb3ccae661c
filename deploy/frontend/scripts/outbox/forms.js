// Forms with data-outbox: caught before htmx sees them, sealed, kept, sent.
import { dropDraft, keepDraft, leave, readDraft, whoAmI } from "./drafts.js";
import { entries, flush, handedIn, inHand, store, went, whileNobodyHandsIn } from "./queue.js";
import { newKey, seal } from "./seal.js";
import { make, put as show, say, word } from "./words.js";
import { get } from "./store.js";

const SIGN_OUT_PATIENCE = 15000;
const FORM = "form[data-outbox]";
const timers = new WeakMap();
const touched = new WeakMap(); // form to the names of what was typed into it
const writing = new WeakMap(); // form to the draft being written, so that handing in can outlast it

const place = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const buttons = (form) => [...document.querySelectorAll("button")].filter((one) => one.form === form);

export function watchForms(unshut) {
  document.addEventListener("click", pressed, true);
  document.addEventListener("submit", submitted, true);
  document.addEventListener("input", typed, true);
  document.addEventListener("change", typed, true);
  addEventListener("pagehide", () => document.querySelectorAll(FORM).forEach((form) => timers.has(form) && keep(form)));
  const forms = [...document.querySelectorAll(FORM)];
  forms.forEach(open);
  // A draft names one of the people: they have to stand in the list before it comes back.
  const there = unshut.then(() => fillPeople().catch(() => {}));
  return there.then(() => Promise.all(forms.map((form) => restore(form).catch(() => {}))));
}

function open(form) {
  form.setAttribute("autocomplete", "off"); // keeps typed text out of the browser's own session files
  let key = form.elements.namedItem("key");
  if (!key) { key = make("input", { type: "hidden", name: "key" }); form.append(key); }
  if (!key.value) key.value = newKey();
}

async function restore(form) {
  const summary = form.querySelector("[data-error-summary]");
  if (summary && !summary.hidden) return; // a refused post: its own text stands
  const draft = await readDraft(place(form));
  if (!draft) return;
  const draftKey = new Map(draft.fields).get("key");
  if (await gone(draftKey)) { await dropDraft(place(form)); return; }
  fill(form, draft.fields);
  if (postedPlainly() === draftKey) form.elements.namedItem("key").value = newKey();
  if (draft.errors && Object.keys(draft.errors).length) blame(form, draft.errors);
  else say(word("restored"));
}

// Handed in already, and not back for changing: the same key again would be taken for a repeat and the text be lost.
async function gone(key) {
  const entry = await get("outbox", key);
  return entry ? !inHand(entry) : handedIn(key);
}

// The last key that left in a plain post. Where the storage is full, this small word still finds room beside it.
const PLAIN = "carenet-plain";
function postedPlainly(key) {
  try {
    if (key) localStorage.setItem(PLAIN, key);
    return localStorage.getItem(PLAIN);
  } catch (_) { return null; }
}

// FormData leaves out the pressed button's name: put it in a hidden field.
function pressed(event) {
  const button = event.target.closest && event.target.closest("button, input[type=submit]");
  const form = button && button.form;
  if (!form || !form.matches(FORM)) return;
  const old = form.querySelector("[data-pressed]");
  if (old) old.remove();
  if (!button.name) return;
  const field = make("input", { type: "hidden", name: button.name, value: button.value });
  field.setAttribute("data-pressed", "");
  form.append(field);
}

function submitted(event) {
  const form = event.target;
  if (form.matches('form[action$="/sign-out"]')) { signOut(event, form); return; }
  if (!form.matches(FORM)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  buttons(form).forEach((button) => { button.disabled = true; });
  clearTimeout(timers.get(form));
  timers.delete(form);
  take(form).catch((failed) => refuse(form, failed));
}

function ready(form) {
  delete form.dataset.busy;
  form.hidden = false;
  buttons(form).forEach((button) => { button.disabled = false; });
}

// Nothing could be kept here. What is typed stays on the page; with a network it is posted plainly.
function refuse(form, failed) {
  ready(form);
  const why = failed && failed.outbox ? failed.outbox : "full";
  show(form, "bad", word(why));
  if (!navigator.onLine) return;
  postedPlainly(form.elements.namedItem("key").value);
  form.submit();
}

async function keepSealed({ key, url, user, kind, words, fields, files }) {
  const at = Date.now();
  if (!user) throw { outbox: "no_key" };
  const sealed = await seal({ key, url, user, at, fields, files }).catch(() => { throw { outbox: "no_key" }; });
  await store({ id: key, url, user, at, kind, words }, sealed);
}

// What is no form to be changed and handed in, but one tap of many: kept, and on its way.
export async function handIn(form, words) {
  const fields = [...new FormData(form)];
  await keepSealed({ key: newKey(), url: place(form), user: await whoAmI(), kind: "tap", words, fields, files: [] });
  remember();
  flush().catch(() => {});
  return fields;
}

async function take(form) {
  const input = form.elements.namedItem("key");
  if (await gone(input.value)) input.value = newKey(); // another tab had the same draft, and was quicker
  const key = input.value;
  const user = await whoAmI();
  const fields = [];
  const files = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") { if (name !== "key") fields.push([name, value]); continue; }
    if (!value.size) continue;
    const small = self.carenetPhotos ? await self.carenetPhotos.shrunk(value) : value;
    if (!small) { ready(form); show(form, "bad", word("too_big")); return; }
    files.push({ field: name, name: small.name || "photo.jpg", type: small.type, bytes: await small.arrayBuffer() });
  }
  const url = place(form);
  await keepSealed({ key, url, user, kind: form.dataset.outbox, words: form.dataset.outboxWords || "", fields, files });
  await writing.get(form);
  await dropDraft(url).catch(() => {}); // it is kept: from here on nothing may say that it is not
  await after(form, key).catch(() => {});
}

async function after(form, key) {
  form.hidden = true;
  show(form, "ok", `${word("saved")} · ${word("sending")}`);
  remember();
  await flush().catch(() => {});
  const kept = await get("outbox", key);
  if (kept && inHand(kept)) {
    const draft = await readDraft(place(form));
    ready(form);
    blame(form, (draft && draft.errors) || {});
    return;
  }
  delete form.dataset.busy;
  form.reset();
  const next = await went(key);
  if (!kept && next && /^\/(?!\/)/.test(next)) { location.assign(next); return; }
  const words = kept ? `${word("saved")} \u00b7 ${kept.err === "signin" ? word("signin") : word("saved_more")}` : `${word("sent")} \u2713`;
  show(form, "ok", words, kept && kept.err === "signin" ? ["/sign-in", word("signin_do")] : [form.dataset.outboxNext || "/", word("back")]);
}

// Ask the browser not to throw the queue away, and the worker to send when it can.
function remember() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.getRegistration()
    .then((worker) => worker && "sync" in worker && worker.sync.register("outbox"))
    .catch(() => {});
}

function blame(form, errors) {
  const box = form.querySelector("[data-error-summary]");
  if (box) box.querySelector("ul").textContent = ""; // what was wrong the last time may be right now
  for (const [name, words] of Object.entries(errors)) {
    const field = form.elements.namedItem(name);
    if (field && field.setAttribute) field.setAttribute("aria-invalid", "true");
    if (box) box.querySelector("ul").append(link(name, words));
  }
  if (!box) { show(form, "bad", [word("mend_more"), ...Object.values(errors)].join(" ")); return; }
  const note = form.previousElementSibling;
  if (note && note.matches("[data-outbox-note]")) note.remove();
  box.hidden = false;
  box.focus();
}

function link(name, words) {
  const line = make("li");
  const anchor = make("a", { href: `#${name}` });
  anchor.textContent = words;
  line.append(anchor);
  return line;
}

function typed(event) {
  const form = event.target.form;
  if (!form || !form.matches(FORM) || form.dataset.busy) return;
  touched.set(form, (touched.get(form) || new Set()).add(event.target.name));
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), 250));
}

export function keep(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  writing.set(form, keepDraft(place(form), { fields }).catch(() => {}));
  return writing.get(form);
}

// What came back; but whoever was quicker than the page and has typed already keeps what they typed.
function fill(form, fields) {
  const left = fields.map((pair) => [...pair]);
  const mine = touched.get(form) || new Set();
  for (const field of form.elements) {
    if (!field.name || field.type === "file" || mine.has(field.name)) continue;
    const at = left.findIndex(([name, value]) => name === field.name && (!/^(checkbox|radio)$/.test(field.type) || value === field.value));
    if (/^(checkbox|radio)$/.test(field.type)) field.checked = at >= 0;
    else if (at >= 0) field.value = left[at][1];
    if (at >= 0) left.splice(at, 1);
  }
}

// Today's shortened names, where the anonymous form asks whom it is about.
async function fillPeople() {
  const list = document.querySelector("select[data-outbox-people]");
  if (!list) return;
  for (const person of (await readDraft("@today")) || []) {
    const option = make("option", { value: person.value });
    option.textContent = person.label;
    if (person.photo) option.setAttribute("data-photo", "");
    list.append(option);
  }
  const photos = document.querySelector("[data-photos-agreed]");
  const agreed = () => { photos.hidden = !list.selectedOptions[0] || !list.selectedOptions[0].hasAttribute("data-photo"); };
  if (photos) list.addEventListener("change", agreed);
  if (photos) agreed();
}

// Signing out sends first; what cannot be sent stays sealed, after a plain warning.
function signOut(event, form) {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const send = async () => {
    await Promise.race([flush(true).catch(() => {}), new Promise((past) => { setTimeout(past, SIGN_OUT_PATIENCE); })]);
    const left = await entries().catch(() => []);
    if (left.length && !form.dataset.warned) {
      form.dataset.warned = "1";
      delete form.dataset.busy;
      show(form, "warn", word("unsent"));
      return;
    }
    await leave().catch(() => {});
    // The server erases what this browser keeps only when it hears that nothing waits here; another tab may still hand in.
    const out = await whileNobodyHandsIn(async () => {
      const headers = (await entries().catch(() => [1])).length ? {} : { "X-Outbox-Empty": "1" };
      return fetch(place(form), { method: "POST", credentials: "same-origin", redirect: "manual", headers }).catch(() => null);
    });
    if (out) location.assign("/sign-in"); else form.submit();
  };
  send();
}

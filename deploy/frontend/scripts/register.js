// A register by taps: each is kept on the phone and shown at once, and sent when there is a network, with its own time.
// A file of its own, asked for by the register's page; without it every tap is a plain post.
import { make } from "./outbox/words.js";

const QUIET = 1500; // between ticks, before the page is fetched anew
const outbox = self.carenetOutbox;
const main = () => document.getElementById("main");
const told = () => main().querySelector("[data-tap-words]");
const words = () => JSON.parse(told().getAttribute("data-tap-words"));
const place = told().getAttribute("data-tap-place"); // a refused form stands at another address
const ours = (entry) => entry.url.startsWith(`${place}/`);

let taps = 0;
let waiting = false;
let timer = 0;
let pause = 0;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-tap]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  taps += 1;
  outbox.handIn(form, words().register).then((fields) => shown(form, new Map(fields)), () => form.submit());
}, true);

// What was tapped stands there before the network has heard of it.
function shown(form, fields) {
  waiting = true;
  const row = fields.get("child") && document.getElementById(`c${fields.get("child")}`);
  const fold = form.closest("details");
  if (fold) fold.open = false;
  const ticked = row && form.closest("li") === row;
  pause = ticked ? QUIET : 0;
  if (ticked) tick(row, form, fields.get("state")); else note(form, fold);
  if (form.action.endsWith("/rest")) main().querySelectorAll('li[data-state="none"]:not([data-looked-for])').forEach(hereNow);
}

// Who was ticked with all the others reads so, and can be sent home without a network too.
function hereNow(row) {
  tick(row, row.querySelector(".end form"), "here");
}

function mayGoHome(child, here) {
  const line = main().querySelector(`[data-home="${child}"]`);
  if (line) line.hidden = !here;
}

function tick(row, form, state) {
  mayGoHome(row.id.slice(1), state === "here");
  const chip = make("span", { class: `chip${state === "here" ? " chip-ok" : ""}` });
  chip.textContent = form.dataset.tap;
  const small = make("small", { class: "second" });
  small.textContent = words().waiting;
  row.querySelector(".end").replaceChildren(chip, make("br"), small);
  row.dataset.state = state;
  delete form.dataset.busy;
  main().querySelectorAll("[data-count]").forEach((sum) => {
    const number = main().querySelectorAll(`li[data-state="${sum.dataset.count}"]`).length;
    const chip = sum.firstElementChild;
    chip.textContent = chip.textContent.replace(/\d+/, number);
  });
}

function note(form, fold) {
  const said = `${form.dataset.tap} · ${words().waiting}`;
  const end = fold && fold.querySelector("summary .end");
  if (end) { end.textContent = said; return; }
  const line = make("p", { class: "second", role: "status" });
  line.textContent = said;
  if (!fold) { form.replaceWith(line); return; }
  fold.after(line); // one more may come
  form.reset();
  delete form.dataset.busy;
}

async function look() {
  const list = (await outbox.entries()).filter(ours);
  const back = list.filter((entry) => entry.state === "mend");
  back.forEach(refused);
  clearTimeout(timer);
  if (list.length > back.length) waiting = true;
  else if (waiting) timer = setTimeout(renew, pause);
}

// Said where it was tapped; it goes when it has been read.
function refused(entry) {
  if (document.getElementById(entry.id)) return;
  const line = make("div", { class: "notice notice-bad", role: "alert", id: entry.id });
  const text = make("span");
  text.textContent = `${new Date(entry.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })} ${words().refused} ${entry.why || ""}`;
  const read = make("button", { type: "button", class: "as-link" });
  read.textContent = words().understood;
  read.onclick = () => outbox.drop(entry.id).then(() => { line.remove(); waiting = true; return look(); });
  line.append(text, read);
  told().before(line);
}

// The page as the server has it now, unless somebody is in the middle of something.
async function renew() {
  const before = taps;
  if (main().querySelector("details[open]")) { timer = setTimeout(renew, QUIET); return; }
  const answer = await fetch(place, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected || taps !== before) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  if (!fresh || taps !== before) return;
  main().replaceChildren(...fresh.childNodes);
  waiting = false;
  look();
}

document.addEventListener("outbox", () => look().catch(() => {}));
look().catch(() => {});

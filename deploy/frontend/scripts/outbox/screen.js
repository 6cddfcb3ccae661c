// What the page shows of the queue: a line while something waits, and the list on its own page.
import { entries, flush, here, inHand, posted, reopen } from "./queue.js";
import { noted } from "./store.js";
import { make, word } from "./words.js";

const OLD = 14 * 86400000;
const find = (mark) => [...document.querySelectorAll(`[${mark}]`)];

export async function watchScreen() {
  document.addEventListener("outbox", () => draw().catch(() => {}));
  for (const event of ["online", "offline"]) addEventListener(event, offline);
  offline();
  find("data-outbox-send").forEach((button) => { button.onclick = () => flush(true).catch(() => {}); });
  find("data-outbox-export").forEach((button) => { button.onclick = () => hand().catch(() => {}); });
  await draw().catch(() => {});
}

function offline() {
  find("data-outbox-offline").forEach((line) => { line.hidden = navigator.onLine; });
}

async function draw() {
  const list = await entries();
  const paused = await noted("paused");
  const mend = list.some(inHand);
  const line = mend ? word("mend_line") : word(list.length === 1 ? "waiting_one" : "waiting_many", list.length);
  find("data-outbox-line").forEach((element) => { element.hidden = !list.length; });
  find("data-outbox-count").forEach((element) => { element.textContent = list.length ? line + (paused ? ` · ${word("signin")}` : "") : ""; });
  find("data-outbox-none").forEach((element) => { element.hidden = list.length > 0; });
  find("data-outbox-acts").forEach((element) => { element.hidden = !list.length; });
  find("data-outbox-list").forEach((element) => {
    element.textContent = "";
    element.hidden = !list.length;
    list.forEach((entry) => element.append(row(entry, paused)));
  });
}

function state(entry, paused) {
  if (inHand(entry)) return word("mend");
  if (entry.state === "other" || (here() && entry.user !== here())) return word("other");
  if (Date.now() - entry.at > OLD) return word("old");
  return paused ? word("signin") : word("saved");
}

function row(entry, paused) {
  const line = make("li");
  const inside = make("div", { class: "row-line" });
  const what = make("span");
  what.textContent = `${entry.words} ${new Date(entry.at).toLocaleString(document.documentElement.lang || undefined, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
  const end = make("span", { class: "end" });
  end.textContent = state(entry, paused);
  inside.append(what, end);
  if (inHand(entry)) {
    const edit = make("button", { type: "button", class: "as-link" });
    edit.textContent = word("edit");
    edit.onclick = async () => {
      const fresh = await reopen(entry.id).catch(() => entry);
      if (fresh && fresh.back) location.assign(fresh.back);
    };
    end.append(" ", edit);
  }
  line.append(inside);
  return line;
}

// The sealed entries as one file, for a phone that finds no network; entries stay until the server has answered.
async function hand() {
  const list = await entries();
  const text = JSON.stringify({ carenet: 1, entries: list.map(posted) });
  const name = `carenet-${new Date().toISOString().slice(0, 10)}.json`;
  const file = new File([text], name, { type: "application/json" });
  if (navigator.canShare && navigator.canShare({ files: [file] })) {
    await navigator.share({ files: [file] });
    return;
  }
  const anchor = make("a", { href: URL.createObjectURL(file), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60000);
}

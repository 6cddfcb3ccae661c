import { put, word } from "./outbox/words.js";

// The desk's keyboard and row choices. Off while one types; can be switched off (WCAG 2.1.4).
const words = () => JSON.parse(document.getElementById("say").getAttribute("data-i18n"));
const rows = () => [...document.querySelectorAll(".tbl tbody tr")];
const typing = (target) => target.closest && target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
const silent = () => localStorage.getItem("keys") === "off";

function step(by) {
  const list = rows();
  if (!list.length) return;
  const now = list.findIndex((row) => row.classList.contains("at"));
  const to = Math.min(Math.max(now + by, 0), list.length - 1);
  if (now >= 0) list[now].classList.remove("at");
  list[to].classList.add("at");
  const link = list[to].querySelector("[data-item]") || list[to].querySelector("a, input, button");
  if (link) link.focus();
}

function help() {
  const old = document.querySelector(".keys");
  if (old) { old.remove(); return; }
  const box = document.createElement("div");
  box.className = "keys";
  box.setAttribute("role", "status");
  box.append(words().keys, document.createElement("br"));
  const off = document.createElement("button");
  off.type = "button";
  off.className = "as-link";
  off.textContent = words().keys_off;
  off.addEventListener("click", () => { localStorage.setItem("keys", "off"); box.remove(); });
  box.append(off);
  document.body.append(box);
}

function choose() {
  const box = document.querySelector(".tbl tr.at [data-row]");
  if (box) box.click();
}

// A calendar's cells: j or Tab goes in, arrows go from session to session, x marks the one in focus, e changes the marked.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const items = (cell) => (cell ? [...cell.querySelectorAll("[data-item]")] : []);

function across(now, [dx, dy]) {
  const cell = now.closest("td");
  const here = items(cell);
  const at = here.indexOf(now);
  if (dy && here[at + dy]) { here[at + dy].focus(); return; }
  let row = cell.parentElement;
  let column = cell.cellIndex;
  do {
    if (dy) row = dy > 0 ? row.nextElementSibling : row.previousElementSibling;
    else column += dx;
    if (!row || !row.cells[column]) return;
  } while (!items(row.cells[column]).length);
  const there = items(row.cells[column]);
  there[dy < 0 ? there.length - 1 : dy > 0 ? 0 : Math.min(at, there.length - 1)].focus();
}

function onGrid(event) {
  const grid = document.querySelector("[data-grid]");
  if (!grid) return false;
  const held = document.activeElement;
  const inside = held && held.closest("[data-grid] td");
  const now = !inside || held.matches("[data-item]") ? inside && held : held.parentElement.querySelector("[data-item]");
  if (now && ARROWS[event.key]) { event.preventDefault(); across(now, ARROWS[event.key]); return true; }
  if (now && event.key === "x") {
    const box = now.parentElement.querySelector("[data-row]");
    if (box) box.click();
    return true;
  }
  const edit = document.querySelector("[data-edit]");
  if (event.key === "e" && edit) { edit.click(); return true; }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  if (event.key === "?") { localStorage.removeItem("keys"); help(); return; }
  if (silent() || onGrid(event)) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "x") choose();
  else if (event.key === "Escape" && document.querySelector(".keys")) help();
});

// How many are chosen; what can be done with them shows once there is one, and while something is typed.
function count() {
  const chosen = [...document.querySelectorAll("[data-row]")].filter((box) => box.checked).length;
  document.querySelectorAll("[data-chosen]").forEach((place) => { place.textContent = words().chosen.replace("{n}", chosen); });
  document.querySelectorAll(".bulk").forEach((bar) => {
    const typed = [...bar.querySelectorAll("input.form-control")].some((input) => input.value);
    bar.classList.toggle("idle", !chosen && !bar.elements.all.checked && !typed);
  });
}

document.querySelectorAll("[data-rows-all]").forEach((all) => { all.hidden = false; });
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-rows-all]")) document.querySelectorAll("[data-row]").forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches("[data-row], [data-rows-all], .bulk [name=all]")) count();
});
if (document.querySelector("[data-row]")) count();
addEventListener("pageshow", () => { if (document.querySelector("[data-row]")) count(); }); // a page come back to keeps its ticks

// Whoever left a page open for long may be signed out by now, or somebody else be signed in: asked before a form goes,
// so that what was typed stays.
const LONG = 600000;
const user = document.querySelector("meta[name=outbox-user]");
let sure = Date.now();

async function stillMine() {
  const answer = await fetch("/me", { redirect: "manual" });
  return answer.ok && (await answer.text()).includes(user.content);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!user || event.defaultPrevented || form.getAttribute("method") !== "post" || Date.now() - sure < LONG) return;
  event.preventDefault();
  const go = () => { sure = Date.now(); form.requestSubmit(event.submitter); };
  stillMine().then((mine) => {
    if (mine) { go(); return; }
    put(form, "warn", word("signed_out"), ["/sign-in", word("signin_do")]);
    form.previousElementSibling.querySelector("a").target = "_blank";
    form.previousElementSibling.scrollIntoView({ block: "center" });
  }, go);
});

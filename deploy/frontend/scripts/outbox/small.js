// Small things of every page: copy, print, a form that goes once, and a word when a fragment could not be fetched.
import { put as show, say, word } from "./words.js";

export function watchSmall() {
  document.querySelectorAll("[data-print], [data-copy]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-print], [data-copy]");
    if (!button) return;
    if (button.hasAttribute("data-print")) { print(); return; }
    copy(button.getAttribute("data-copy")).then(() => {
      button.textContent = word("copied");
      say(word("copied"));
    });
  });
  for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failed, (event) => {
      say(word("again"));
      if (event.target.before) show(event.target, "warn", word("again"));
    });
  }
}

// A form goes once: a second tap while the answer is on its way is no second deed. Coming back to the page frees it.
const SENT = 10000;

export function watchTaps() {
  const sent = new Map();
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (Date.now() - sent.get(form) < SENT) event.preventDefault();
    else sent.set(form, Date.now());
  });
  addEventListener("pageshow", () => sent.clear());
}

// A page with four digits before it that was out of sight for a while: the server decides whether they are due.
const AWAY = 300000;

export function watchAway() {
  if (!document.querySelector("meta[name=page-lock]")) return;
  let left = Date.now();
  const back = () => {
    if (Date.now() - left > AWAY) location.replace(`/me/lock/opening?next=${encodeURIComponent(location.pathname)}`);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") back(); else left = Date.now();
  });
  addEventListener("pageshow", (event) => event.persisted && back());
}

async function copy(text) {
  if (navigator.clipboard) { await navigator.clipboard.writeText(text); return; }
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

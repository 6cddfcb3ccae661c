// The page's words, and the two places where they are said.
const box = () => document.getElementById("say");
let words = null;

export function word(name, n) {
  words = words || JSON.parse((box() && box().getAttribute("data-i18n")) || "{}");
  return (words[name] || "").replace("{n}", n);
}

export function make(tag, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// For those who listen.
export function say(text) {
  if (box()) box().textContent = text;
}

// A line above an element, one at a time, with at most one link: [address, words].
export function put(element, tone, text, link) {
  const old = element.previousElementSibling;
  if (old && old.matches("[data-outbox-note]")) old.remove();
  const line = make("div", { class: `notice notice-${tone}`, role: "status", "data-outbox-note": "" });
  const span = make("span");
  span.textContent = text;
  line.append(span);
  if (link) {
    const anchor = make("a", { href: link[0] });
    anchor.textContent = link[1];
    line.append(anchor);
  }
  element.before(line);
  if (element.matches("[data-outbox]")) line.scrollIntoView({ block: "center" });
}

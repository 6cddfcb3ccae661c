// What a browser would not send yet is said at the field, in the language of the page: the browser's own hint speaks its
// own language, and is gone before it is read. Pages of somebody signed in; the others are answered by the server.
const WORDS = JSON.parse(document.currentScript.getAttribute("data-words"));
const BOXES = /^(checkbox|radio)$/;
let first = null; // the first of the fields that one press found wrong

function words(field) {
  const why = field.validity;
  const [least, most] = [field.getAttribute("min"), field.getAttribute("max")];
  const day = field.type === "date" ? "_day" : "";
  if (why.badInput) return WORDS[field.type] || WORDS.wrong;
  if (why.valueMissing) return BOXES.test(field.type) || field.matches("select") ? WORDS.choose : WORDS.empty;
  if (why.tooShort) return WORDS.short.replace("{n}", field.minLength);
  if (why.rangeUnderflow) return WORDS[`least${day}`].replace("{n}", least);
  if (why.rangeOverflow) return WORDS[`most${day}`].replace("{n}", most);
  return WORDS.wrong;
}

// One line for a field, and one for all the boxes of a question.
const named = (field) => `${(field.type === "radio" ? field.name : field.id || field.name)}-error`;

function place(field) {
  const ask = field.closest(".ask");
  if (ask) return [ask, "append"];
  if (!BOXES.test(field.type)) return [field, "after"];
  const around = field.closest("fieldset, .picks, [role=radiogroup], label, .form-check");
  return around.matches("fieldset") ? [around, "append"] : [around, "after"];
}

function line(field, id, said) {
  const one = document.createElement("p");
  one.id = id;
  one.className = "ask-error";
  one.setAttribute("data-asked", "");
  one.append(document.createElement("span"));
  one.firstChild.textContent = said;
  const [where, how] = place(field);
  where[how](one);
}

function told(field) {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const id = named(field);
  const there = document.getElementById(id);
  if (there) there.querySelector("span").textContent = words(field);
  else line(field, id, words(field));
  field.setAttribute("aria-invalid", "true");
  const described = (field.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
  field.setAttribute("aria-describedby", [id, ...described].join(" "));
  const ask = field.closest(".ask");
  if (ask) ask.classList.add("wrong");
}

function forgotten(field) {
  const said = document.getElementById(named(field)) || document.getElementById(`${field.name}-error`);
  if (!said || !said.hasAttribute("data-asked")) return; // what the server said stands until the form is sent again
  said.remove();
  const same = field.type === "radio" ? [...document.getElementsByName(field.name)] : [field];
  for (const one of same) one.removeAttribute("aria-invalid");
  const ask = field.closest(".ask");
  if (ask && !ask.querySelector(".ask-error")) ask.classList.remove("wrong");
}

function shown(field) {
  field.focus({ preventScroll: true });
  (field.closest(".ask") || field).scrollIntoView({ block: "center" });
}

document.addEventListener("invalid", (event) => {
  const field = event.target;
  event.preventDefault();
  told(field);
  if (first) return;
  first = field;
  setTimeout(() => { shown(first); first = null; });
}, true);

for (const changed of ["input", "change"]) {
  document.addEventListener(changed, (event) => {
    const field = event.target;
    if (field.validity && field.validity.valid) forgotten(field);
  });
}

// The same hint would show under a mouse that rests on the field.
document.addEventListener("mouseover", (event) => {
  const field = event.target;
  if (field.willValidate && !field.title) field.title = "";
});

// What the server found wrong is listed above the form: each line says at which field, and the field says it too, also
// where the answer came to the phone's outbox and not as a page.
function placed(link) {
  const at = document.getElementById(link.hash.slice(1));
  const label = at && (at.querySelector("legend") || (at.labels && at.labels[0]));
  const name = label && label.firstChild.textContent.trim().replace(/[?\uff1f\u3002]$/, "");
  if (!name || link.hasAttribute("data-asked")) return;
  link.setAttribute("data-asked", "");
  const said = link.textContent;
  if (!said.startsWith(name)) link.textContent = WORDS.at.replace("{field}", name).replace("{words}", said);
  if (!document.getElementById(`${at.id}-error`)) line(at, `${at.id}-error`, said);
}

for (const list of document.querySelectorAll("[data-error-summary]")) {
  const all = () => list.querySelectorAll("a").forEach(placed);
  all();
  new MutationObserver(all).observe(list, { childList: true, subtree: true });
}

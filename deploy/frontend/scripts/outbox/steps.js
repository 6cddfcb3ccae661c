// A long form as one screen after another, by the address's #part, so that "back" works. Without scripts it is one page.
export function watchSteps() {
  const form = document.querySelector("form[data-steps]");
  if (!form) return;
  const id = (name) => document.getElementById(name);
  const parts = [...form.querySelectorAll("[data-step]")];
  const bar = document.querySelector("[data-steps-bar]");
  const [on, save] = ["data-step-on", "data-step-save"].map((mark) => document.querySelector(`[${mark}]`));
  const show = () => {
    const aim = id(location.hash.slice(1));
    const at = Math.max(0, parts.findIndex((part) => aim && part.contains(aim)));
    parts.forEach((part, i) => { part.hidden = i !== at; });
    bar.hidden = false;
    bar.querySelectorAll("li").forEach((li, i) => {
      li.className = i < at ? "done" : "";
      li[i === at ? "setAttribute" : "removeAttribute"]("aria-current", "step");
    });
    const more = parts[at + 1];
    on.hidden = !more;
    save.hidden = Boolean(more);
    if (more) on.href = `#${more.id}`;
    if (aim === parts[at]) scrollTo(0, 0);
  };
  const reveal = () => form.querySelectorAll("[data-if]").forEach((box) => {
    box.hidden = !box.getAttribute("data-if").split(" ").some((name) => id(name).checked);
  });
  addEventListener("hashchange", show);
  form.addEventListener("change", reveal);
  show();
  reveal();
}

// Pictures: 1280 px, JPEG at 0.72. Drawing them anew drops what the camera wrote, the place included.
// A file of its own, asked for by the pages with a picture field; the outbox finds it as self.carenetPhotos.
import { hang, hungBefore, keepHung } from "./outbox/hung.js";
import { make, put as show, word } from "./outbox/words.js";

const EDGE = 1280;
const QUALITY = 0.72;
const LARGEST = 1000000;
const small = new WeakSet();

async function decoded(file) {
  if (self.createImageBitmap) {
    try { return await createImageBitmap(file, { imageOrientation: "from-image" }); } catch (_) { /* the other way below */ }
  }
  const picture = new Image();
  const address = URL.createObjectURL(file);
  try {
    await new Promise((seen, failed) => { picture.onload = seen; picture.onerror = failed; picture.src = address; });
    return picture;
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function drawn(file, quarter) {
  const picture = await decoded(file);
  const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  const sheet = make("canvas", { width: quarter ? height : width, height: quarter ? width : height });
  const pen = sheet.getContext("2d");
  if (quarter) { pen.translate(height, 0); pen.rotate(Math.PI / 2); }
  pen.drawImage(picture, 0, 0, width, height);
  const blob = await new Promise((made) => { sheet.toBlob(made, "image/jpeg", QUALITY); });
  if (!blob) throw new Error("no picture");
  const made = new File([blob], "photo.jpg", { type: "image/jpeg" });
  small.add(made);
  return made;
}

// The file to send: smaller if it is a picture, null if it stays too large.
async function shrunk(file) {
  if (small.has(file) || !/^image\//.test(file.type)) return file;
  try {
    return await drawn(file, false);
  } catch (_) {
    return file.size <= LARGEST ? file : null;
  }
}

function watchPhotos() {
  document.querySelectorAll("[data-photos-key]").forEach((label) => {
    label.hidden = false;
    document.getElementById(label.getAttribute("data-photos-key")).classList.add("visually-hidden");
  });
  document.querySelectorAll("input[data-photos]").forEach((input) => back(input).catch(() => {}));
  document.addEventListener("change", (event) => {
    if (event.target.matches && event.target.matches("input[data-photos]")) chosen(event.target);
  }, true);
}

const kept = new WeakMap(); // input to the pictures taken so far

function hold(input, files) {
  kept.set(input, files);
  hang(input, files);
  files.forEach((file, at) => input.files[at] && input.files[at] !== file && small.add(input.files[at]));
  draw(input);
}

function taken(input, files) {
  hold(input, files);
  keepHung(input, files).catch(() => {});
}

// What a killed page had taken already: small as it is.
async function back(input) {
  const files = await hungBefore(input);
  files.forEach((file) => small.add(file));
  if (files.length) hold(input, files);
}

async function chosen(input) {
  const before = kept.get(input) || [];
  const most = Number(input.getAttribute("data-photos"));
  const files = [...before];
  for (const file of input.files) {
    if (files.length >= most) { show(input, "warn", word("too_many", most)); break; }
    const made = await shrunk(file);
    if (made) files.push(made); else show(input, "bad", word("too_big"));
  }
  taken(input, files);
}

function draw(input) {
  const place = document.querySelector(`[data-photos-of="${input.id}"]`);
  if (!place) return;
  const files = kept.get(input) || [];
  place.textContent = "";
  files.forEach((file) => place.append(tile(input, file)));
}

function tile(input, file) {
  const holder = make("div", { class: "photo" });
  const frame = make("div", { class: "frame" });
  const picture = make("img", { alt: "" });
  picture.src = URL.createObjectURL(file);
  picture.onload = () => URL.revokeObjectURL(picture.src);
  frame.append(picture);
  const under = make("div", { class: "under" });
  under.append(
    key(word("turn"), async () => {
      const turned = await drawn(file, true);
      taken(input, kept.get(input).map((one) => (one === file ? turned : one)));
    }),
    key(word("remove"), () => taken(input, kept.get(input).filter((one) => one !== file))),
  );
  holder.append(frame, under);
  return holder;
}

function key(words, act) {
  const button = make("button", { type: "button", class: "as-link" });
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

self.carenetPhotos = { shrunk };
watchPhotos();

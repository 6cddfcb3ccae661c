// What hangs on a form, pictures and spoken words, is kept beside its draft under the same key, and comes back with it.
const kept = (input) => `${new URL(input.form.action, location.href).pathname}#files-${input.name}`;
const key = (input) => input.form.elements.namedItem("key").value;

const asText = (file) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done({ name: file.name, type: file.type, data: reader.result.split(",")[1] });
  reader.onerror = failed;
  reader.readAsDataURL(file);
});

function asFile({ name, type, data }) {
  return new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name, { type });
}

const outboxed = (input) => input.form && input.form.matches("[data-outbox]") && self.carenetOutbox;

export function hang(input, files) {
  try {
    const carrier = new DataTransfer();
    files.forEach((file) => carrier.items.add(file));
    input.files = carrier.files;
  } catch (_) { /* Safari 14.0: the last choice is sent, made small on the way */ }
}

// Made small already, and seldom changed: so not at each letter, as the words are.
export async function keepHung(input, files) {
  if (!outboxed(input)) return;
  await self.carenetOutbox.keep(input.form); // under whose key they come back
  await self.carenetOutbox.keepDraft(kept(input), { key: key(input), files: await Promise.all(files.map(asText)) });
}

// The files of the draft that stands on the page, none of any other.
export async function hungBefore(input) {
  if (!outboxed(input)) return [];
  await self.carenetOutbox.restored;
  const found = await self.carenetOutbox.readDraft(kept(input));
  return found && found.key === key(input) && !input.files.length ? found.files.map(asFile) : [];
}

// Three stores: outbox (sealed entries), drafts (under the draft key), meta (small facts of this phone).
let opened = null;

const answer = (asked) => new Promise((told, failed) => {
  asked.onsuccess = () => told(asked.result);
  asked.onerror = () => failed(asked.error);
});

function db() {
  if (!opened) {
    const asked = indexedDB.open("carenet", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("outbox", { keyPath: "id" }).createIndex("at", "at");
      asked.result.createObjectStore("drafts", { keyPath: "id" });
      asked.result.createObjectStore("meta");
    };
    opened = answer(asked).then((made) => {
      // A newer page wants to change the stores: give way, open again when next asked.
      made.onversionchange = () => { made.close(); opened = null; };
      made.onclose = () => { opened = null; };
      return made;
    }).catch((refused) => { opened = null; throw refused; });
  }
  return opened;
}

const REOPENINGS = 3; // of one transaction whose storage was taken away under it

// One transaction: what the work answers, once all of it stands. When a sign-out in another tab has just erased the
// storage, this page may hear of it only from a transaction that fails: the storage is opened anew, and asked again.
async function within(names, work, options) {
  for (let left = REOPENINGS; ; left--) {
    const asked = db();
    const made = await asked;
    try {
      return await once(made, names, work, options);
    } catch (refused) {
      if (!left || !/^(InvalidStateError|AbortError)$/.test(refused && refused.name)) throw refused;
      made.close();
      if (opened === asked) opened = null;
    }
  }
}

async function once(made, names, work, options) {
  const begun = made.transaction(names, options ? "readwrite" : "readonly", options);
  const stands = new Promise((told, failed) => {
    begun.oncomplete = told;
    begun.onabort = () => failed(begun.error || new DOMException("aborted", "AbortError"));
  });
  stands.catch(() => {});
  try {
    const found = await work(...[].concat(names).map((name) => begun.objectStore(name)));
    await stands;
    return found;
  } catch (refused) {
    try { begun.abort(); } catch (_) { /* it has ended */ }
    throw refused;
  }
}

const changing = {}; // as durable as the browser likes

export const all = () => within("outbox", (outbox) => answer(outbox.index("at").getAll()));
export const get = (name, id) => within(name, (store) => answer(store.get(id)));
export const put = (name, row) => within(name, (store) => answer(store.put(row)), changing);
export const remove = (name, id) => within(name, (store) => answer(store.delete(id)), changing);
export const clear = (name) => within(name, (store) => answer(store.clear()), changing);
export const note = (name, value) => within("meta", (meta) => answer(meta.put(value, name)), changing);
export const noted = (name) => get("meta", name);

// What a person handed in, and that its key was: both or neither, and written through to the storage before anybody is
// told that it is kept, also where the browser would rather wait. Older browsers do not know the wish and ignore it.
export const putHandedIn = (row, remembered) => within(["outbox", "meta"], async (outbox, meta) => {
  const before = ((await answer(meta.get("handed"))) || []).filter((key) => key !== row.id);
  await Promise.all([answer(outbox.put(row)), answer(meta.put([...before, row.id].slice(-remembered), "handed"))]);
}, { durability: "strict" });

// What became of an entry that was sent: a new row, or none. Not where its writer has corrected it meanwhile.
export const settled = (entry, row) => within("outbox", async (outbox) => {
  const kept = await answer(outbox.get(entry.id));
  if (kept && kept.at === entry.at) await answer(row ? outbox.put(row) : outbox.delete(entry.id));
}, changing);

// The number of this entry on this phone, beside the time in its key.
export const next = (name) => within("meta", async (meta) => {
  const number = ((await answer(meta.get(name))) || 0) + 1;
  await answer(meta.put(number, name));
  return number;
}, changing);

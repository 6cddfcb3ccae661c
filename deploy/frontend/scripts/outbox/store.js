// Three stores: outbox (sealed entries), drafts (under the draft key), meta (small facts of this phone).
import { openDB } from "idb";

let opened = null;

function db() {
  opened = opened || openDB("carenet", 1, {
    upgrade(made) {
      made.createObjectStore("outbox", { keyPath: "id" }).createIndex("at", "at");
      made.createObjectStore("drafts", { keyPath: "id" });
      made.createObjectStore("meta");
    },
    // A newer page wants to change the stores: give way, open again when next asked.
    blocking(_from, _to, event) { event.target.close(); opened = null; },
    terminated() { opened = null; },
  }).catch((refused) => { opened = null; throw refused; });
  return opened;
}

export const all = async () => (await db()).getAllFromIndex("outbox", "at");
export const get = async (store, id) => (await db()).get(store, id);
export const put = async (store, row) => (await db()).put(store, row);
export const remove = async (store, id) => (await db()).delete(store, id);
export const clear = async (store) => (await db()).clear(store);
export const note = async (name, value) => (await db()).put("meta", value, name);
export const noted = async (name) => (await db()).get("meta", name);

// The number of this entry on this phone, beside the time in its key.
export async function next(name) {
  const work = (await db()).transaction("meta", "readwrite");
  const number = ((await work.store.get(name)) || 0) + 1;
  await work.store.put(number, name);
  await work.done;
  return number;
}

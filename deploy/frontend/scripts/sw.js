/*
The service worker: a bonus, never needed. It keeps the anonymous shell and wakes the outbox; it never touches a POST.
The server sends this file from /sw.js (no-cache) with one line before it:
  self.CARENET_SHELL = {"version": hash of the names below, "pages": ["/offline", "/offline/visit", "/offline/outbox",
    "/offline/key"], "assets": [hashed addresses of phone.css, htmx.js, outbox.js], "script": hashed address of outbox.js};
*/
const SHELL = self.CARENET_SHELL;
const CACHE = `carenet-${SHELL.version}`;
const ANSWER_TIME = 3000;
importScripts(SHELL.script);

async function fetchShell() {
  const cache = await caches.open(CACHE);
  await Promise.all([...SHELL.pages, ...SHELL.assets].map(async (address) => {
    // Without cookies: what is kept here belongs to nobody.
    const answer = await fetch(new Request(address, { credentials: "omit", cache: "no-cache" }));
    if (!answer.ok || answer.redirected) throw new Error(address);
    await cache.put(address, answer);
  }));
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("carenet-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(fetchShell()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));

async function networkFirst(request, path) {
  try {
    return await fetch(request);
  } catch (failed) {
    const cache = await caches.open(CACHE);
    const kept = (await cache.match(path)) || (request.mode === "navigate" && (await cache.match(SHELL.pages[0])));
    if (kept) return kept;
    throw failed;
  }
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (SHELL.assets.includes(address.pathname)) {
    event.respondWith(caches.open(CACHE).then((cache) => cache.match(address.pathname)).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate" || SHELL.pages.includes(address.pathname)) {
    event.respondWith(networkFirst(request, address.pathname));
  }
});

// A page that answers does the work; a frozen or closed one leaves it to us.
async function wake() {
  const pages = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const answered = await Promise.race([
    new Promise((late) => { setTimeout(() => late(false), ANSWER_TIME); }),
    ...pages.map((page) => new Promise((heard) => {
      const line = new MessageChannel();
      line.port1.onmessage = () => heard(true);
      page.postMessage("flush", [line.port2]);
    })),
  ]);
  if (!answered) await self.carenetOutbox.flush();
}

self.addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(wake()));

// Closing an entry so that only the server can open it.
import { next, note, noted } from "./store.js";

const DAY = 86400000;
const OAEP = { name: "RSA-OAEP", hash: "SHA-256" };

// Without a secure context there is no sealing, so forms then post plainly.
export const possible = () => Boolean(self.isSecureContext && self.crypto && crypto.subtle && self.indexedDB);

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let i = 5; i >= 0; i--) { bytes[i] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// The server's public key, at most a day old while there is a network; an older one still seals.
export async function fetchKey() {
  const kept = await noted("key");
  if (kept && Date.now() - kept.fetched < DAY) return kept;
  try {
    const answer = await fetch("/offline/key", { headers: { Accept: "application/json" }, credentials: "same-origin" });
    const found = await answer.json();
    if (!answer.ok || !found.kid || !found.jwk) throw new Error("no key");
    const fresh = { kid: found.kid, jwk: found.jwk, fetched: Date.now() };
    await note("key", fresh);
    return fresh;
  } catch (failed) {
    if (kept) return kept;
    throw failed;
  }
}

export async function seal({ key, url, user, at, fields, files }) {
  const server = await fetchKey();
  const lock = await crypto.subtle.importKey("jwk", server.jwk, OAEP, false, ["encrypt"]);
  const once = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder();
  const head = text.encode(JSON.stringify({
    v: 1, url, at, seq: await next("seq"), user, fields,
    files: files.map(({ field, name, type, bytes }) => ({ field, name, type, size: bytes.byteLength })),
  }));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, head.length);
  const plain = await new Blob([length, head, ...files.map((file) => file.bytes)]).arrayBuffer();
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(key) }, once, plain);
  const wrapped = await crypto.subtle.encrypt(OAEP, lock, await crypto.subtle.exportKey("raw", once));
  return { kid: server.kid, wrapped, iv: iv.buffer, body };
}

export function base64url(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

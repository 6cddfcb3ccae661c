// Spoken words, recorded as a telephone hears them: 8 kHz, one byte a sample (G.711 µ-law) in a WAVE file. Every phone
// can play that, a minute is under half a megabyte, and the server can check it to the last byte.
// A file of its own, asked for by the pages with a field for it; without a microphone the field stays hidden.
import { hang, hungBefore, keepHung } from "./outbox/hung.js";
import { make, put as show } from "./outbox/words.js";

const RATE = 8000;
const SECONDS_MAX = 90;
const SHORTEST = 1;
const VOICE_BAND = 3400; // Hz; what is above would fold back as noise
const BIAS = 132;
const LOUDEST = 32635;
let running = null;

// One sample, -1 to 1, as a byte: sign, three bits of how loud, four of how much (ITU-T G.711).
function mulaw(sample) {
  const sign = sample < 0 ? 0x80 : 0;
  const loud = Math.min(LOUDEST, Math.floor(Math.abs(sample) * 32768)) + BIAS;
  let step = 7;
  for (let bit = 0x4000; step > 0 && !(loud & bit); bit >>= 1) step -= 1;
  return ~(sign | (step << 4) | ((loud >> (step + 3)) & 0x0f)) & 0xff;
}

// From the rate of the microphone to ours, going on where the block before ended.
function thinner(rate, full) {
  const step = rate / RATE;
  const made = new Uint8Array(RATE * SECONDS_MAX);
  let count = 0;
  let at = 0;
  return {
    take(block) {
      for (; at < block.length && count < made.length; at += step) made[count++] = mulaw(block[Math.floor(at)]);
      at -= block.length;
      if (count >= made.length) full();
    },
    seconds: () => count / RATE,
    bytes: () => made.slice(0, count),
  };
}

function wave(samples) {
  const even = samples.length + (samples.length % 2);
  const head = new DataView(new ArrayBuffer(46));
  const text = (at, letters) => [...letters].forEach((letter, n) => head.setUint8(at + n, letter.charCodeAt(0)));
  text(0, "RIFF"); head.setUint32(4, 38 + even, true); text(8, "WAVEfmt ");
  head.setUint32(16, 18, true); head.setUint16(20, 7, true); head.setUint16(22, 1, true);
  head.setUint32(24, RATE, true); head.setUint32(28, RATE, true);
  head.setUint16(32, 1, true); head.setUint16(34, 8, true); head.setUint16(36, 0, true);
  text(38, "data"); head.setUint32(42, even, true);
  return new File([head.buffer, samples, new Uint8Array(even - samples.length).fill(0xff)], "voice.wav", { type: "audio/wav" });
}

const input = (field) => field.querySelector("input[type=file]");
const say = (field, name) => field.getAttribute(`data-${name}`);

function hold(field, files) {
  hang(input(field), files);
  draw(field);
}

function taken(field, files) {
  hold(field, files);
  keepHung(input(field), files).catch(() => {});
}

async function back(field) {
  const files = await hungBefore(input(field));
  if (files.length && !running) hold(field, files);
}

function draw(field) {
  const place = field.querySelector("[data-voice-heard]");
  const [file] = input(field).files;
  place.textContent = "";
  field.querySelector("[data-voice-key]").hidden = Boolean(file) && !running;
  const more = field.querySelector("[data-voice-more]");
  if (more) more.hidden = !file;
  if (!file) return;
  const player = make("audio", { controls: "", class: "voice-player" });
  player.src = URL.createObjectURL(file);
  const out = make("button", { type: "button", class: "as-link" });
  out.textContent = say(field, "remove");
  out.addEventListener("click", () => { URL.revokeObjectURL(player.src); taken(field, []); field.querySelector("[data-voice-key]").focus(); });
  place.append(player, out);
}

// Stops at once, so that a tap on "save" takes along what was said up to then.
function finish() {
  if (!running) return;
  const { field, stream, context, heard, clock } = running;
  running = null;
  clearInterval(clock);
  stream.getTracks().forEach((track) => track.stop());
  context.close().catch(() => {});
  const key = field.querySelector("[data-voice-key]");
  key.removeAttribute("aria-pressed");
  key.querySelector("span").textContent = say(field, "begin");
  if (heard.seconds() < SHORTEST) { draw(field); show(key, "warn", say(field, "nothing")); return; }
  taken(field, [wave(heard.bytes())]);
}

async function begin(field) {
  const key = field.querySelector("[data-voice-key]");
  const context = new (self.AudioContext || self.webkitAudioContext)();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
  } catch (_) {
    context.close().catch(() => {});
    show(key, "warn", say(field, "refused"));
    return;
  }
  const old = key.previousElementSibling;
  if (old && old.matches("[data-outbox-note]")) old.remove();
  const heard = thinner(context.sampleRate, finish);
  const band = context.createBiquadFilter();
  band.frequency.value = VOICE_BAND;
  const tap = context.createScriptProcessor(4096, 1, 1); // old phones have no worklet
  tap.onaudioprocess = (event) => heard.take(event.inputBuffer.getChannelData(0));
  context.createMediaStreamSource(stream).connect(band).connect(tap).connect(context.destination);
  await context.resume().catch(() => {});
  const tell = () => { key.querySelector("span").textContent = say(field, "end").replace("{n}", Math.floor(heard.seconds())); };
  key.setAttribute("aria-pressed", "true");
  running = { field, stream, context, heard, clock: setInterval(tell, 500) };
  tell();
}

function start(field) {
  field.hidden = false;
  field.querySelector("[data-voice-key]").addEventListener("click", () => {
    if (running) finish(); else begin(field).catch(() => show(field, "warn", say(field, "refused")));
  });
  back(field).catch(() => {});
}

if (navigator.mediaDevices && navigator.mediaDevices.getUserMedia && (self.AudioContext || self.webkitAudioContext)) {
  document.querySelectorAll("[data-voice]").forEach(start);
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button");
    if (running && button && !button.matches("[data-voice-key]")) finish();
  }, true);
  addEventListener("pagehide", finish);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && finish());
}

// Speak to the server: send, read back, follow. Knows HTTP and nothing about the page.
import * as memory from "./memory.js";

const PATIENCE = 30_000; // an answer that takes longer is asked for again, with the same id
const SILENCE = 45_000; // the server gives a sign of life every 15 seconds
const LONGEST_WAIT = 30_000;

// Not received, as far as we know: try again with the same message id.
export class Unreached extends Error {
  constructor(seconds = null) {
    super("unreached");
    this.seconds = seconds;
  }
}

// Received and refused; the message is the server's curated sentence.
export class Refused extends Error {}

let token = memory.token.read();

function headers(more = {}) {
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

function call(path, options = {}) {
  const url = new URL(`api/${path}`, document.baseURI);
  return fetch(url, { credentials: "same-origin", ...options, headers: headers(options.headers) });
}

function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
}

// A browser that keeps no cookie for us (embedded in a foreign page) holds its own token.
async function becomeVisitor() {
  const response = await post("visitors", {});
  if (!response.ok) throw new Unreached();
  token = (await response.json()).token;
  memory.token.keep(token);
}

async function read(request) {
  let response;
  try {
    response = await request();
    if (response.status === 401) {
      await becomeVisitor();
      response = await request();
    }
    if (response.ok) return await response.json();
  } catch {
    throw new Unreached();
  }
  if (response.status === 429 || response.status >= 500) {
    throw new Unreached(Number(response.headers.get("Retry-After")) || null);
  }
  const problem = await response.json().catch(() => ({}));
  throw new Refused(problem.message ?? response.statusText);
}

export function send(message) {
  return read(() => post("messages", message));
}

// Send a file; `onProgress` is told the percentage. fetch() can't tell it, so this is the older way.
export function upload(file, messageId, onProgress) {
  return read(() => new Promise((done, fail) => {
    const query = new URLSearchParams({ message_id: messageId, name: file.name.slice(0, 200) });
    const request = new XMLHttpRequest();
    request.open("POST", new URL(`api/files?${query}`, document.baseURI));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(Math.floor((100 * event.loaded) / event.total));
    });
    request.addEventListener("load", () => {
      const wait = request.getResponseHeader("Retry-After");
      done(new Response(request.responseText, {
        status: request.status,
        headers: wait ? { "Retry-After": wait } : {},
      }));
    });
    request.addEventListener("error", fail);
    request.send(file);
  }));
}

export function hasToken() {
  return Boolean(token);
}

export async function fetchFile(id) {
  const response = await call(`files/${id}`);
  if (!response.ok) throw new Unreached();
  return response.blob();
}

export function history() {
  return read(() => call("history?limit=200", { signal: AbortSignal.timeout(PATIENCE) }));
}

export function newId() {
  // randomUUID needs a secure context; a test machine in the local network has none.
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Follow the conversation from a cursor, over every break of the line, until stopped.
export class Follower {
  constructor(cursor, { onEntry, onState }) {
    this.cursor = cursor;
    this.onEntry = onEntry;
    this.onState = onState;
    this.failures = 0;
    this.generation = 0;
  }

  async start() {
    const mine = ++this.generation;
    while (mine === this.generation) {
      this.abort = new AbortController();
      try {
        await this.listen(mine);
      } catch {
        this.failures += 1;
      }
      if (mine !== this.generation) return;
      if (this.failures > 1) this.onState(false);
      const wait = Math.min(1000 * 2 ** this.failures, LONGEST_WAIT);
      await pause(wait * (0.7 + Math.random() * 0.6));
    }
  }

  stop() {
    this.generation += 1;
    this.abort?.abort();
  }

  async listen(mine) {
    const path = `stream?after=${encodeURIComponent(this.cursor)}`;
    const response = await call(path, { signal: this.abort.signal, cache: "no-store" });
    if (!response.ok) throw new Unreached();
    if (mine !== this.generation) return;
    this.failures = 0;
    this.onState(true);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await this.nextChunk(reader);
      if (done || mine !== this.generation) return;
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      events.forEach((event) => this.take(event));
    }
  }

  async nextChunk(reader) {
    const watchdog = setTimeout(() => this.abort.abort(), SILENCE);
    try {
      return await reader.read();
    } finally {
      clearTimeout(watchdog);
    }
  }

  take(event) {
    const field = (name) =>
      event
        .split("\n")
        .filter((line) => line.startsWith(`${name}: `))
        .map((line) => line.slice(name.length + 2))
        .join("\n");
    const data = field("data");
    if (data) this.onEntry(JSON.parse(data));
    this.cursor = field("id") || this.cursor;
  }
}

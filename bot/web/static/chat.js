// The chat: what is sent, in which order, and what becomes of the answers.
// A message keeps its id over every retry and reload, so nothing is lost and nothing doubled.
import * as composer from "./composer.js";
import * as link from "./link.js";
import * as log from "./log.js";
import * as memory from "./memory.js";
import * as sheet from "./sheet.js";
import * as uploads from "./uploads.js";
import { say } from "./words.js";

const ASLEEP_AFTER = 5 * 60_000; // a hidden page lets go of its connection

const banner = document.getElementById("banner");
let queue = []; // {message_id, text | action, label}: not yet answered by the server
let isOpen = false; // the history is on the page, so new messages have their place
let isPumping = false;
let wake = null;
let inFlight = "";

function showBanner(text) {
  banner.textContent = text;
  banner.hidden = !text;
}

function sendText(text) {
  if (isOpen) enqueue({ message_id: link.newId(), text });
  return isOpen;
}

function press(model, button) {
  if (model.role === "article") {
    openArticle(model, button);
    return;
  }
  if (sheet.isOpen()) sheet.close();
  enqueue({ message_id: link.newId(), action: model.action, label: model.label });
  log.focus();
}

function enqueue(message) {
  queue.push(message);
  memory.unsent.keep(queue);
  showOwn(message);
  pump();
}

function showOwn(message) {
  const text = message.text ?? message.label ?? "";
  log.showOwn({ message_id: message.message_id, text }, new Date().toISOString());
}

async function pump() {
  if (isPumping) {
    wake?.();
    return;
  }
  isPumping = true;
  for (let failures = 0; queue.length; ) {
    failures = (await sendFirst(failures)) ? 0 : failures + 1;
  }
  isPumping = false;
}

async function sendFirst(failures) {
  const [message] = queue;
  const { label: _label, ...body } = message;
  inFlight = message.message_id;
  log.showThinking(true);
  log.showState(message.message_id);
  try {
    const { replies } = await link.send(body);
    finish(message);
    replies.forEach(showEntry);
    return true;
  } catch (error) {
    log.showThinking(false);
    if (error instanceof link.Refused) {
      finish(message);
      log.showState(message.message_id, say("refused", { reason: error.message }));
      return true;
    }
    const again = new Promise((done) => (wake = done));
    log.showState(message.message_id, say("unsent"), () => wake?.());
    const seconds = error.seconds ?? Math.min(2 ** (failures + 1), 30);
    await Promise.race([again, link.pause(seconds * 1000)]);
    wake = null;
    return false;
  }
}

function finish(message) {
  queue = queue.filter((other) => other !== message);
  memory.unsent.keep(queue);
  inFlight = "";
  log.showThinking(false);
}

function showEntry(entry) {
  if (entry.aside) return;
  if (entry.type === "message") {
    log.showOwn(entry, entry.at);
    return;
  }
  if (entry.answers && entry.answers === inFlight) log.showThinking(false);
  const isNew = log.showReply(entry, press, uploads.save);
  if (isNew && document.hidden) document.title = say("title_news");
}

async function openArticle(model, button) {
  const message = { message_id: link.newId(), action: model.action };
  sheet.openWaiting(say("article"), button);
  try {
    const { replies } = await link.send(message);
    sheet.showReplies(replies, press);
  } catch (error) {
    sheet.showFailure(error instanceof link.Refused ? error.message : "");
  }
}

async function readHistory() {
  for (let failures = 0; ; failures += 1) {
    try {
      return await link.history();
    } catch (error) {
      showBanner(error instanceof link.Refused ? error.message : say("offline"));
      await link.pause(Math.min(1000 * 2 ** failures, 30_000));
    }
  }
}

function follow(cursor) {
  const follower = new link.Follower(cursor, {
    onEntry: showEntry,
    onState: (isUp) => {
      showBanner(isUp ? "" : say(navigator.onLine ? "reconnecting" : "offline"));
      if (isUp) wake?.();
    },
  });
  const connectAnew = () => {
    follower.stop();
    follower.start();
  };
  let asleep = null;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(asleep);
    if (document.hidden) {
      asleep = setTimeout(() => follower.stop(), ASLEEP_AFTER);
      return;
    }
    document.title = say("title");
    connectAnew();
  });
  window.addEventListener("pagehide", () => follower.stop());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) follower.start();
  });
  // What was under way when the network went may still "arrive", and would call the line up again.
  window.addEventListener("offline", () => {
    showBanner(say("offline"));
    connectAnew();
  });
  window.addEventListener("online", () => {
    showBanner("");
    wake?.();
    connectAnew();
  });
  follower.start();
}

function setUpShortcuts() {
  document.getElementById("shortcuts").addEventListener("click", (event) => {
    const { action, text } = event.target.dataset;
    if (text) sendText(text);
    if (action && isOpen) press({ action, label: event.target.textContent, role: "choice" });
  });
  document.getElementById("about").addEventListener("click", () => {
    const copy = document.getElementById("panel").cloneNode(true);
    sheet.open(say("about"), [...copy.children]);
  });
}

function setUpTextSize(onChange) {
  const button = document.getElementById("large-text");
  const apply = (isLarge) => {
    document.documentElement.classList.toggle("large", isLarge);
    button.setAttribute("aria-pressed", String(isLarge));
    onChange();
  };
  button.addEventListener("click", () => {
    const isLarge = button.getAttribute("aria-pressed") !== "true";
    memory.largeText.keep(isLarge);
    apply(isLarge);
  });
  apply(memory.largeText.read());
}

async function open() {
  const { fit } = composer.setUp(sendText);
  setUpTextSize(fit);
  setUpShortcuts();
  uploads.setUp((replies) => replies.forEach(showEntry));
  const kept = memory.unsent.read();
  const { entries, cursor } = await readHistory();
  showBanner("");
  entries.forEach(showEntry);
  log.toEnd();
  log.ready();
  isOpen = true;
  for (const message of kept) {
    if (!log.has(message.message_id)) enqueue(message);
  }
  if (log.isEmpty()) enqueue({ message_id: link.newId(), action: "home" });
  follow(cursor);
}

open();

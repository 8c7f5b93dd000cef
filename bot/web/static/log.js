// The conversation as it stands on the page: each entry once, in order, and kept in view.
import * as drawing from "./drawing.js";
import { say } from "./words.js";

const log = document.getElementById("log");
const newest = document.getElementById("newest");
const messages = new Map(); // message_id → element of the visitor's own message
const replies = new Set(); // outbox ids on the page
const NEAR = 120;

let lastDay = "";
let quick = { answers: "", elements: [] };
let waiting = null;

function isAtEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
}

export function toEnd() {
  log.scrollTop = log.scrollHeight;
  newest.hidden = true;
}

function append(made, at) {
  if (drawing.dayOf(at) !== lastDay) {
    lastDay = drawing.dayOf(at);
    log.insertBefore(drawing.daySeparator(at), waiting);
  }
  log.insertBefore(made, waiting);
}

// A long answer starts at its top: nobody wants to scroll back to the first sentence.
function reveal(made, question) {
  const top = (question ?? made).offsetTop - 12;
  const end = log.scrollHeight - log.clientHeight;
  log.scrollTop = Math.min(top, end);
}

function retireQuickReplies() {
  quick.elements.forEach((old) => old.remove());
  quick = { answers: "", elements: [] };
}

export function has(messageId) {
  return messages.has(messageId);
}

export function isEmpty() {
  return replies.size === 0 && messages.size === 0;
}

export function showOwn(message, at) {
  if (messages.has(message.message_id)) return;
  const made = message.text ? drawing.own(message) : null;
  messages.set(message.message_id, made);
  retireQuickReplies();
  if (!made) return;
  append(made, at);
  toEnd();
}

export function showReply(entry, onPress, onSave) {
  if (replies.has(entry.id)) return false;
  const wasAtEnd = isAtEnd();
  replies.add(entry.id);
  const made = drawing.reply(entry, onPress, onSave);
  const buttons = made.querySelector(".quick");
  if (buttons) {
    if (quick.answers !== entry.answers || !entry.answers) retireQuickReplies();
    quick = { answers: entry.answers, elements: [...quick.elements, buttons] };
  }
  append(made, entry.at);
  if (wasAtEnd) reveal(made, entry.answers ? messages.get(entry.answers) : null);
  else newest.hidden = false;
  return true;
}

export function showState(messageId, text = "", retry = null) {
  const made = messages.get(messageId);
  if (!made) return;
  const state = made.querySelector(".state");
  made.classList.toggle("unsent", Boolean(text));
  state.replaceChildren();
  if (!text) return;
  state.append(drawing.element("span", "", text));
  if (retry) {
    const again = drawing.element("button", "retry", say("retry"));
    again.type = "button";
    again.addEventListener("click", retry);
    state.append(again);
  }
}

export function showThinking(isThinking) {
  if (isThinking === Boolean(waiting)) return;
  if (!isThinking) {
    waiting.remove();
    waiting = null;
    return;
  }
  const wasAtEnd = isAtEnd();
  waiting = drawing.thinking();
  log.append(waiting);
  if (wasAtEnd) toEnd();
}

// From now on what arrives is read aloud; what was there before is not.
export function ready() {
  document.getElementById("loading")?.remove();
  log.setAttribute("aria-busy", "false");
  log.setAttribute("aria-live", "polite");
}

export function focus() {
  log.focus({ preventScroll: true });
}

log.addEventListener("scroll", () => {
  if (isAtEnd()) newest.hidden = true;
}, { passive: true });
newest.addEventListener("click", toEnd);

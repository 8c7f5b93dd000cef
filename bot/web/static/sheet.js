// The sheet above the page: an article of law, or what this service is.
import { articleRow, element, parts, quickReplies } from "./drawing.js";
import { say } from "./words.js";

const sheet = document.getElementById("sheet");
const title = document.getElementById("sheet-title");
const body = document.getElementById("sheet-body");
let opener = null;

export function open(heading, content, from = document.activeElement) {
  title.textContent = heading;
  body.replaceChildren(...content);
  body.scrollTop = 0;
  if (sheet.open) return;
  opener = from;
  sheet.showModal();
}

export function isOpen() {
  return sheet.open;
}

export function openWaiting(heading) {
  open(heading, [element("p", "note", say("article_waiting"))]);
}

export function showFailure(reason) {
  body.replaceChildren(element("p", "note", reason || say("article_failed")));
}

// A press inside the sheet stays in it when it opens another article, and leaves it otherwise.
export function showReplies(replies, onPress) {
  const content = [];
  for (const { reply } of replies) {
    content.push(...parts(reply));
    content.push(articleRow(reply, onPress), quickReplies(reply, onPress));
  }
  body.replaceChildren(...content.filter(Boolean));
  body.scrollTop = 0;
}

export function close() {
  sheet.close();
}

document.getElementById("sheet-close").addEventListener("click", close);
sheet.addEventListener("click", (event) => {
  if (event.target === sheet) close();
});
sheet.addEventListener("close", () => {
  if (opener?.isConnected) opener.focus();
  opener = null;
});

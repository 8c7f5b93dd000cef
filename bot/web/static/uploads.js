// Files to the server: chosen, dropped or pasted; each sent once, with its progress shown.
// A file keeps its message id over every retry, so that it is never kept twice.
import * as link from "./link.js";
import * as log from "./log.js";
import { say } from "./words.js";

const limit = Number(document.getElementById("attach").dataset.megabytes) * 1024 * 1024;
let line = Promise.resolve(); // one after the other: phones have thin uplinks

function show(file, messageId) {
  log.showOwn({ message_id: messageId, text: file.name }, new Date().toISOString());
}

function enqueue(file, onReplies) {
  const messageId = link.newId();
  show(file, messageId);
  if (file.size > limit) {
    log.showState(messageId, say("attach.too_large", { limit: limit / 1024 / 1024 }));
    return;
  }
  line = line.then(() => send(file, messageId, onReplies));
}

async function send(file, messageId, onReplies) {
  log.showState(messageId, say("attach.sending", { percent: 0 }));
  try {
    const { replies } = await link.upload(file, messageId, (percent) =>
      log.showState(messageId, say("attach.sending", { percent })));
    log.showState(messageId);
    onReplies(replies);
  } catch (error) {
    if (error instanceof link.Refused) {
      log.showState(messageId, say("refused", { reason: error.message }));
      return;
    }
    log.showState(messageId, say("attach.failed"), () => {
      line = line.then(() => send(file, messageId, onReplies));
    });
  }
}

function setUpDropping(place, take) {
  let depth = 0; // a drag enters and leaves every element below
  const mark = (by) => {
    depth += by;
    place.classList.toggle("dropping", depth > 0);
  };
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  place.addEventListener("dragenter", (event) => hasFiles(event) && mark(1));
  place.addEventListener("dragleave", (event) => hasFiles(event) && mark(-1));
  place.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  place.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    mark(0);
    take(event.dataTransfer.files);
  });
}

export function setUp(onReplies) {
  const input = document.getElementById("files");
  const take = (files) => [...files].forEach((file) => enqueue(file, onReplies));
  document.getElementById("attach").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  document.getElementById("say").addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    take(event.clipboardData.files);
  });
  setUpDropping(document.querySelector(".talk"), take);
}

// A browser with a cookie saves from the address; one that holds its own token must ask with it.
export async function save(file) {
  const address = new URL(`api/files/${file.id}`, document.baseURI).href;
  const place = link.hasToken() ? URL.createObjectURL(await link.fetchFile(file.id)) : address;
  const anchor = document.createElement("a");
  anchor.href = place;
  anchor.download = file.name;
  anchor.click();
  if (place !== address) setTimeout(() => URL.revokeObjectURL(place), 60_000);
}

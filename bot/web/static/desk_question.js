// One question: kept true without reload, suggestions and canned replies, the keyboard.
import { fresh, keys, watch } from "./desk_live.js";

const text = document.getElementById("text");
const talk = () => document.getElementById("talk");
const number = Number(document.querySelector("[data-question]").dataset.question);

function insert(words) {
  const at = text.selectionStart ?? text.value.length;
  const before = text.value.slice(0, at).trimEnd();
  text.value = `${before}${before ? "\n" : ""}${words}${text.value.slice(at)}`;
  text.focus();
}

function toEnd() {
  talk().scrollTop = talk().scrollHeight;
}

async function refresh(questions) {
  if (!questions.includes(number)) return;
  try {
    const page = await fresh();
    const owner = document.getElementById("state").dataset.owner;
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = page.getElementById(old.id);
      if (now) old.replaceWith(now);
    }
    toEnd();
    document.getElementById("changed").hidden = false;
    const isSame = document.getElementById("state").dataset.owner === owner;
    for (const seen of document.querySelectorAll("input[name=seen]")) {
      // What was written stays, and may be sent: its writer sees the page as it is now, and
      // nobody else has taken the question.
      const now = page.querySelector("input[name=seen]");
      if (isSame && now) seen.value = now.value;
    }
  } catch {
    // Signed out, offline, or another desk's by now: the next move says which.
  }
}

async function suggest() {
  const box = document.getElementById("suggestions");
  if (!box) return;
  const answer = await fetch(box.dataset.from, { redirect: "error" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = page.getElementById("suggested");
  for (const button of list.querySelectorAll(".use")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      insert(button.closest("li").querySelector(".text").textContent);
    });
  }
  box.lastElementChild.replaceWith(list);
}

const canned = document.getElementById("canned");
canned?.addEventListener("change", () => {
  if (canned.value) insert(canned.value);
  canned.value = "";
});

toEnd();
suggest().catch(() => {});
watch(refresh);
keys({
  c: () => document.querySelector("#take button")?.click(),
  r: () => text?.focus(),
  u: () => document.getElementById("back").click(),
});

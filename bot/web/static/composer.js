// The writing line: grows with the text, keeps the draft, and knows an input method at work.
// What is not taken by `onSend` stays in the line.
import * as memory from "./memory.js";
import { say } from "./words.js";

const LONGEST = 10_000;
const NEAR_THE_END = 500;

export function setUp(onSend) {
  const form = document.getElementById("composer");
  const field = document.getElementById("say");
  const length = document.getElementById("length");

  function fit() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, window.innerHeight * 0.35)}px`;
  }

  function changed() {
    memory.draft.keep(field.value);
    const left = LONGEST - [...field.value].length;
    length.textContent = left < NEAR_THE_END ? say("composer.length", { left }) : "";
    form.classList.toggle("too-long", left < 0);
    fit();
  }

  function submit() {
    const text = field.value;
    if (!text.trim() || [...text].length > LONGEST || !onSend(text)) return;
    field.value = "";
    changed();
  }

  field.value = memory.draft.read();
  changed();
  field.addEventListener("input", changed);
  window.addEventListener("resize", fit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    // Enter that chooses a word of an input method is not for us (keyCode 229: Safari).
    const isChoosing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isChoosing) return;
    event.preventDefault();
    submit();
  });
  return { focus: () => field.focus(), fit };
}

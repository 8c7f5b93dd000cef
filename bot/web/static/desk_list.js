// A list that is worked through with the keyboard.
import { keys } from "./desk_live.js";

const HERE = "here";
const rows = () => [...document.querySelectorAll(".list tbody tr")];
const current = () => document.querySelector(`.list tr.${HERE}`);

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = Math.min(Math.max(all.indexOf(current()) + by, 0), all.length - 1);
  current()?.classList.remove(HERE);
  all[at].classList.add(HERE);
  all[at].scrollIntoView({ block: "nearest" });
}

keys({
  j: () => step(1),
  k: () => step(current() ? -1 : 1),
  Enter: () => current()?.querySelector(".what a, .own button")?.click() ?? false,
  "/": () => document.getElementById("search")?.focus(),
});

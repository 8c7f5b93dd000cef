// The queue: kept true without reload, and worked through with the keyboard.
import { fresh, keys, watch } from "./desk_live.js";

const HERE = "here";
const rows = () => [...document.querySelectorAll("#live tbody tr")];
const current = () => document.querySelector(`#live tr.${HERE}`);

function select(row) {
  current()?.classList.remove(HERE);
  row?.classList.add(HERE);
  row?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  select(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

const link = () => current()?.querySelector(".what a");

let asked = false;
let busy = false;
async function refresh() {
  asked = true;
  if (busy) return;
  busy = true;
  try {
    while (asked) {
      asked = false;
      const page = await fresh();
      const id = current()?.id;
      document.getElementById("live").replaceWith(page.getElementById("live"));
      if (id) select(document.getElementById(id));
    }
  } catch {
    // Signed out or offline: the next page says which.
  } finally {
    busy = false;
  }
}

watch(refresh);
keys({
  j: () => step(1),
  k: () => step(current() ? -1 : 1),
  Enter: () => (link() ? link().click() : false),
  o: () => link()?.click(),
  c: () => current()?.querySelector("form button")?.click(),
  r: () => { if (link()) location.assign(`${link().href}#text`); },
  "/": () => document.getElementById("search").focus(),
});
for (const choice of document.querySelectorAll(".tools select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

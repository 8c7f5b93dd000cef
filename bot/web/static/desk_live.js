// Hear of changes and fetch the page's own address anew; only what is marked is replaced.
export function watch(onChange) {
  const offline = document.getElementById("offline");
  const source = new EventSource("/desk/stream");
  source.addEventListener("changed", (event) => onChange(JSON.parse(event.data).questions));
  source.addEventListener("open", () => { offline.hidden = true; });
  source.addEventListener("error", () => { offline.hidden = false; });
  addEventListener("pagehide", () => source.close());
}

export async function fresh() {
  const address = new URL(location.href);
  address.searchParams.delete("done");
  address.searchParams.set("live", "1");
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

export function keys(actions) {
  const help = document.getElementById("keys");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape") { typing?.blur(); return; }
    if (typing) return;
    if (event.key === "?") {
      if (help.open) help.close(); else help.showModal();
      event.preventDefault();
      return;
    }
    const action = actions[event.key];
    if (action && action() !== false) event.preventDefault();
  });
}

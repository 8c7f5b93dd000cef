// A draft: the articles it may rest on are looked for while the page is read, and taken over.
const cites = document.getElementById("cites");

function take(line) {
  const before = cites.value.trimEnd();
  cites.value = `${before}${before ? "\n" : ""}${line}`;
  cites.focus();
}

async function suggest() {
  const box = document.getElementById("suggestions");
  const answer = await fetch(box.dataset.from, { redirect: "error" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = page.getElementById("suggested");
  for (const button of list.querySelectorAll(".use")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      take(button.closest("li").querySelector(".line-of").textContent);
    });
  }
  box.lastElementChild.replaceWith(list);
}

suggest().catch(() => {});

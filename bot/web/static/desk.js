// Ask now and then whether the queue has changed, and say so. The page works without.
const EVERY = 20_000;
const count = document.getElementById("count");
const news = document.getElementById("news");

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/desk/count", { redirect: "error" });
    if (!answer.ok) return;
    const found = await answer.json();
    const known = count.dataset;
    news.hidden = found.open === Number(known.open) && found.overdue === Number(known.overdue);
  } catch {
    // Signed out or offline: the next page says which.
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);

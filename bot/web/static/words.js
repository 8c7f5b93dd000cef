// The curated words of the page, by key; places in braces are filled here.
const texts = JSON.parse(document.getElementById("words").textContent);

export function say(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

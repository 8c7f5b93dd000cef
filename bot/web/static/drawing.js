// Draw replies and messages as elements. Every word arrives as text, never as markup.
import { say } from "./words.js";

const HOTLINES = /(?<!\d)(110|119|120|122|12110|12345|12356)(?!\d)/;

export function element(name, className = "", text = null) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== null) made.textContent = text;
  return made;
}

function time(at) {
  const made = element("time", "", new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit", minute: "2-digit", hour12: false,
  }).format(new Date(at)));
  made.dateTime = at;
  return made;
}

export function daySeparator(at) {
  const day = new Date(at);
  const away = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);
  const named = { 0: say("today"), 1: say("yesterday") }[away];
  const text = named ?? new Intl.DateTimeFormat("zh-CN", {
    year: "numeric", month: "long", day: "numeric", weekday: "long",
  }).format(day);
  return element("p", "day", text);
}

export function dayOf(at) {
  return new Date(at).toDateString();
}

// Numbers to call in an emergency are one tap away.
function withHotlines(paragraph, text) {
  text.split(HOTLINES).forEach((piece, index) => {
    if (index % 2 === 0) {
      paragraph.append(piece);
      return;
    }
    const call = element("a", "hotline", piece);
    call.href = `tel:${piece}`;
    paragraph.append(call);
  });
  return paragraph;
}

// Short labels that open a paragraph (two to four characters and a colon) stand out, so that an answer can be scanned.
function labelled(paragraph, text) {
  const [, label, rest] = /^(\p{L}{2,4}：)(.+)$/su.exec(text) ?? [];
  if (!label) {
    paragraph.textContent = text;
    return paragraph;
  }
  paragraph.append(element("b", "label", label), rest);
  return paragraph;
}

export function parts(reply) {
  const made = [];
  // The cited articles stand once: as buttons where there are any, as a line otherwise.
  const hasArticles = reply.buttons.some((model) => model.role === "article");
  let list = null;
  for (const part of reply.parts) {
    if (part.style === "basis" && hasArticles) continue;
    if (part.style === "step") {
      if (!list) made.push((list = element("ol", "steps")));
      list.append(element("li", "", part.text));
      continue;
    }
    list = null;
    if (part.style === "quote") {
      made.push(element("blockquote", "quote", part.text));
    } else if (reply.kind === "urgent") {
      made.push(withHotlines(element("p", part.style), part.text));
    } else if (reply.kind === "answer" && part.style === "text") {
      made.push(labelled(element("p", "text"), part.text));
    } else {
      made.push(element("p", part.style, part.text));
    }
  }
  return made;
}

export function button(model, onPress) {
  if (model.url) {
    const link = element("a", `button ${model.role}`, model.label);
    link.href = /^https?:/.test(model.url) ? model.url : "#";
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.setAttribute("aria-label", say("link_hint", { label: model.label }));
    return link;
  }
  const made = element("button", `button ${model.role}`, model.label);
  made.type = "button";
  if (model.role === "article") {
    made.setAttribute("aria-haspopup", "dialog");
    made.setAttribute("aria-label", say("article_hint", { label: model.label }));
  }
  made.addEventListener("click", () => onPress(model, made));
  return made;
}

function row(className, models, onPress) {
  const made = element("div", className);
  made.append(...models.map((model) => button(model, onPress)));
  return made;
}

// Papers and own files that came with a reply, to be saved; they stay with it.
export function fileRow(reply, onSave) {
  if (!reply.files?.length) return null;
  const made = element("div", "files");
  for (const file of reply.files) {
    const save = element("button", "button file", say("attach.save", { name: file.name }));
    save.type = "button";
    save.addEventListener("click", () => onSave(file));
    made.append(save);
  }
  return made;
}

// Articles stay with their answer; everything else is for the latest reply only.
export function articleRow(reply, onPress) {
  const articles = reply.buttons.filter((model) => model.role === "article");
  if (!articles.length) return null;
  const made = element("section", "basis-row");
  made.setAttribute("aria-label", say("basis"));
  made.append(element("h3", "", say("basis")), row("articles", articles, onPress));
  return made;
}

export function quickReplies(reply, onPress) {
  const of = (...roles) => reply.buttons.filter((model) => roles.includes(model.role));
  const rows = [
    ["follows", of("follow")],
    ["choices", of("choice")],
    ["closing", of("rate", "human")],
  ].filter(([, models]) => models.length);
  if (!rows.length) return null;
  const made = element("div", "quick");
  made.append(...rows.map(([className, models]) => row(className, models, onPress)));
  return made;
}

// Who speaks: the bot, an officer, or a notice that answers nothing the visitor said.
function speaker(entry) {
  if (entry.author === "officer") return "officer";
  return entry.answers ? "bot" : "notice";
}

export function reply(entry, onPress, onSave) {
  const made = element("article", `message from-${speaker(entry)}`);
  made.dataset.kind = entry.reply.kind;
  made.tabIndex = -1;
  const head = element("header", "by");
  head.append(element("span", "author", say(`author.${speaker(entry)}`)), time(entry.at));
  const body = element("div", "body");
  const basis = articleRow(entry.reply, onPress);
  body.append(...parts(entry.reply));
  if (basis) body.append(basis);
  const files = fileRow(entry.reply, onSave);
  if (files) body.append(files);
  made.append(head, body);
  const quick = quickReplies(entry.reply, onPress);
  if (quick) made.append(quick);
  return made;
}

export function own(message) {
  const made = element("article", "message from-visitor");
  const body = element("div", "body");
  body.append(element("p", "text", message.text));
  made.setAttribute("aria-label", say("author.visitor"));
  made.append(body, element("div", "state"));
  return made;
}

export function thinking() {
  const made = element("div", "message from-bot thinking");
  const dots = element("span", "dots");
  dots.setAttribute("aria-hidden", "true");
  dots.append(element("i"), element("i"), element("i"));
  made.append(dots, element("span", "", say("thinking")));
  return made;
}

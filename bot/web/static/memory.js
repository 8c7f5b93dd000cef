// What this browser keeps of its own: never the conversation, which is on the server.
// The draft and unsent messages end with the tab; the text size stays.
// Storage can be switched off in a browser, and the chat must work without it.

function read(storage, key) {
  try {
    return JSON.parse(window[storage].getItem(`luowen.${key}`));
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    if (value === null) window[storage].removeItem(`luowen.${key}`);
    else window[storage].setItem(`luowen.${key}`, JSON.stringify(value));
  } catch {
    // Nothing is kept, and nothing breaks.
  }
}

export const draft = {
  read: () => read("sessionStorage", "draft") ?? "",
  keep: (text) => write("sessionStorage", "draft", text || null),
};

export const unsent = {
  read: () => read("sessionStorage", "unsent") ?? [],
  keep: (messages) => write("sessionStorage", "unsent", messages.length ? messages : null),
};

export const token = {
  read: () => read("sessionStorage", "token"),
  keep: (text) => write("sessionStorage", "token", text),
};

export const largeText = {
  read: () => read("localStorage", "large-text") === true,
  keep: (isLarge) => write("localStorage", "large-text", isLarge),
};

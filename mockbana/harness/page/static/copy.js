// Text for the clipboard.

import { button, el, relabel } from "./dom.js";

/** Return a button that copies what `text` returns. */
export function copyButton(label, text, properties = {}) {
  let timer = 0;
  const made = button(label, async () => {
    const done = await copied(text());
    relabel(made, done ? "Copied" : "Can't copy here");
    clearTimeout(timer);
    timer = setTimeout(() => relabel(made, label), 1500);
  }, properties);
  return made;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text); // there is no clipboard on http, but for localhost
  }
}

function copiedTheOldWay(text) {
  const area = el("textarea", { class: "off", readOnly: true, value: text });
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return done;
}

/** Return a command to be copied. */
export function command(text) {
  return el(
    "div",
    { class: "command" },
    el("pre", { tabIndex: 0 }, el("code", {}, text)),
    copyButton("Copy", () => text, { class: "quiet" }),
  );
}

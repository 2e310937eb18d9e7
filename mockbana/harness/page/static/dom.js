// Elements, made without ever parsing HTML: whatever a recorded text says, it stays text.

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const PLAIN = new Set(["\n", "\t"]);

/** Return text with escapes for what can't be seen, or would turn the line around. */
export function visible(text) {
  return String(text).replace(HIDDEN, (character) =>
    PLAIN.has(character) ? character : escaped(character),
  );
}

function escaped(character) {
  if (character === "\r") return "\\r";
  const code = character.codePointAt(0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

/**
 * Return a new element. `on...` are listeners, `class` and `data` as in HTML, names that the
 * element knows are properties, all else attributes. Children: nodes, text, lists, nothing.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  element.append(...nodes(children));
  return element;
}

function set(element, name, value) {
  if (value === undefined || value === null) return;
  if (name === "class") element.className = value;
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name in element && !name.startsWith("aria")) element[name] = value;
  else element.setAttribute(name, value);
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(visible(child))));
}

/** Put children in place of what the element has. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** Set the text of an element, unless it is that already. */
export function write(element, text) {
  const shown = visible(text);
  if (element.textContent !== shown) element.textContent = shown;
}

/** Return a button. */
export function button(label, onclick, properties = {}) {
  return el("button", { type: "button", onclick, ...properties }, label);
}

/** Change what is on a button, which gets no narrower: its neighbours stay where they are. */
export function relabel(made, label) {
  made.style.minWidth = `${made.getBoundingClientRect().width}px`;
  write(made, label);
}

/** Return a button that wants a second click within three seconds. */
export function sureButton(label, act, properties = {}) {
  let timer = 0;
  const calm = () => {
    clearTimeout(timer);
    timer = 0;
    relabel(made, label);
    made.classList.remove("armed");
  };
  const click = () => {
    if (timer) {
      calm();
      act();
      return;
    }
    timer = setTimeout(calm, 3000);
    relabel(made, "Sure?");
    made.classList.add("armed");
  };
  const made = button(label, click, { ...properties, onblur: calm });
  return made;
}

/**
 * Return a function that calls `refresh` soon, but not while the pointer is over the element:
 * nothing moves under the cursor. Its `note` says so as long as something waits.
 */
export function gently(element, refresh) {
  let over = false;
  let timer = 0;
  let waiting = false;
  const go = () => {
    timer = 0;
    waiting = over;
    changed.note.hidden = !waiting;
    if (!waiting) refresh();
  };
  element.addEventListener("pointerenter", (event) => (over = event.pointerType === "mouse"));
  element.addEventListener("pointerleave", () => {
    over = false;
    if (waiting) go();
  });
  const changed = () => {
    if (!timer) timer = setTimeout(go, 300);
  };
  changed.note = el("span", { class: "changed", role: "status", hidden: true });
  write(changed.note, "There is news: move the pointer off to see it");
  return changed;
}

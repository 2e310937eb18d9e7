// JSON laid out by its own words: numbers and the order of keys stay as they were sent.

import { button, el, fill } from "./dom.js";

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const LINES = 1500;

/** Return the lines of a JSON text, each a list of [kind, text]; null when it is none. */
export function laidOut(text) {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const lines = [[]];
  const tokens = text.match(TOKEN);
  let depth = 0;
  const line = () => lines.push(depth ? [["", "  ".repeat(depth)]] : []);
  tokens.forEach((token, at) => {
    const opens = token === "{" || token === "[";
    const closes = token === "}" || token === "]";
    const empty = closes && "{[".includes(tokens[at - 1]);
    if (closes) depth -= 1;
    if (closes && !empty) line();
    lines.at(-1).push([kind(token, tokens[at + 1]), token === ":" ? ": " : token]);
    if (opens) depth += 1;
    if ((opens && !"}]".includes(tokens[at + 1])) || token === ",") line();
  });
  return lines;
}

function kind(token, next) {
  if ("{}[],:".includes(token)) return "";
  if (next === ":") return "key";
  return token[0] === '"' ? "text" : "word";
}

/** Return a body as an element: laid out if it is JSON, else as it is. */
export function bodyOf(text, cut = 0) {
  if (!text) return el("p", { class: "muted" }, "no body");
  const lines = laidOut(text) ?? text.split("\n").map((line) => [["", line]]);
  const pre = el("pre", { class: "body", tabIndex: 0 });
  const show = (number) => fill(pre, lines.slice(0, number).map(lineOf));
  show(LINES);
  const rest = [cut ? el("p", { class: "muted" }, `and ${cut} more characters`) : null];
  if (lines.length > LINES) {
    const all = () => {
      show(lines.length);
      more.remove();
    };
    const more = button(`Show all ${lines.length} lines`, all, { class: "quiet" });
    rest.unshift(more);
  }
  return el("div", { class: "bodies" }, pre, rest);
}

function lineOf(line) {
  return [...line.map(([kind, text]) => (kind ? el("span", { class: kind }, text) : text)), "\n"];
}

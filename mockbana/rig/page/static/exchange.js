// One request, opened.

import { call, Refusal } from "./api.js";
import { copyButton } from "./copy.js";
import { diffOf } from "./diff.js";
import { button, el, fill } from "./dom.js";
import { bodyOf } from "./json.js";

export function exchangeView(app) {
  const content = el("div", { class: "content" });
  const element = el("article", { class: "detail", hidden: true, tabIndex: -1 }, content);
  let shown = 0;

  async function open(seq) {
    element.hidden = false;
    if (shown !== seq) element.scrollTop = 0;
    shown = seq;
    try {
      const exchange = await call("GET", `view/requests/${seq}`);
      if (shown === seq) fill(content, all(exchange));
    } catch (error) {
      if (shown === seq) fill(content, head(`#${seq}`), el("p", { class: "note" }, text(error)));
    }
  }

  function close() {
    shown = 0;
    element.hidden = true;
  }

  function head(...title) {
    const back = button("×", () => app.go("#/requests"), {
      class: "quiet close",
      "aria-label": "Close",
      title: "Close (Esc)",
    });
    return el("header", {}, el("h2", {}, title), back);
  }

  function all(exchange) {
    return [
      head(el("span", { class: "method" }, exchange.method), " ", exchange.path),
      facts(exchange),
      whyNot(exchange),
      el(
        "p",
        { class: "actions" },
        copyButton("Copy as curl", () => exchange.curl),
        copyButton("Copy as pytest assertion", () => exchange.pytest),
      ),
      exchange.cases.map(change),
      el(
        "div",
        { class: "sides" },
        side("Request", exchange.request, exchange.unread ? "a body that the server didn't read" : null),
        side("Answer", exchange.response, exchange.status === null ? "none" : null),
      ),
    ];
  }

  return { element, open, close };
}

function text(error) {
  return error instanceof Refusal ? error.message : `The server doesn't answer: ${error.message}`;
}

function facts({ seq, at, ms, status, user, space, route, client }) {
  const known = [
    `#${seq}`,
    status === null ? (ms === null ? "not answered yet" : "no answer") : `${status}`,
    ms === null ? null : `${ms} ms`,
    at.replace("T", " "),
    user ? `as ${user}` : "nobody authenticated",
    `space ${space}`,
    route,
    client ? `from ${client}` : null,
  ];
  return el("p", { class: "facts" }, known.filter(Boolean).map((fact) => el("span", {}, fact)));
}

function whyNot({ why, fault }) {
  if (!why && !fault) return null;
  const struck = fault ? [el("a", { href: "#/faults" }, `Fault ${fault}`), " struck: "] : "Refused: ";
  return el("p", { class: `note ${fault ? "fault" : "refused"}` }, struck, why);
}

function change({ id, space, sent, before, after, answered }) {
  const link = `#/cases/${encodeURIComponent(space)}/${encodeURIComponent(id)}`;
  const title = (after ?? before)?.case.title;
  return el(
    "section",
    { class: "case" },
    el("h3", {}, "Case ", el("a", { href: link }, title ?? id)),
    el("p", { class: "muted" }, told(sent, before, after, answered)),
    before && after ? diffOf(before.case, after.case) : null,
  );
}

function told(sent, before, after, answered) {
  if (!before && !after) return "What it was like before or after, no answer has shown.";
  if (!before) return `Now version ${after.version}. What it was before, no answer has shown.`;
  const was = `${sent ? "The version sent, " : "Version "}${before.version}${seen(before)}`;
  if (!after) return `${was}. Nothing is known of a later one.`;
  const became = answered ? "became" : "the next one known is";
  return `${was}; ${became} ${after.version}${answered ? "" : seen(after)}.`;
}

function seen(state) {
  if (state.seen === "start") return " (from the start)";
  return state.seen === "now" ? " (as stored now)" : ` (first seen in #${state.seen})`;
}

function side(name, { headers, text, cut, size }, instead) {
  return el(
    "section",
    {},
    el("h3", {}, name, el("span", { class: "muted" }, size ? ` ${size} bytes` : "")),
    el(
      "details",
      {},
      el("summary", {}, `${headers.length} headers`),
      el("dl", {}, headers.map(([key, value]) => [el("dt", {}, key), el("dd", {}, value)])),
    ),
    instead && !text ? el("p", { class: "muted" }, instead) : bodyOf(text, cut),
  );
}

// One request, opened.

import { call, inWords } from "./api.js";
import { copyButton } from "./copy.js";
import { diffOf } from "./diff.js";
import { button, el, fill } from "./dom.js";
import { bodyOf } from "./json.js";
import { kindOf } from "./row.js";

export class ExchangeView {
  constructor(app) {
    this.app = app;
    this.shown = 0;
    this.content = el("div", { class: "content" });
    this.element = el("article", { class: "detail", hidden: true, tabIndex: -1 }, this.content);
  }

  /** Show the request with a number. */
  async open(seq) {
    this.element.hidden = false;
    if (this.shown !== seq) this.element.scrollTop = 0;
    this.shown = seq;
    const found = await call("GET", `view/requests/${seq}`).catch((error) => error);
    if (this.shown !== seq) return;
    const wrong = found instanceof Error;
    fill(this.content, wrong ? this.#missing(seq, found) : this.#all(found));
  }

  close() {
    this.shown = 0;
    this.element.hidden = true;
  }

  #head(...title) {
    const label = { class: "quiet close", "aria-label": "Close", title: "Close (Esc)" };
    const close = button("×", () => this.app.go("#/requests"), label);
    return el("header", {}, el("h2", {}, title), close);
  }

  #missing(seq, error) {
    return [this.#head(`#${seq}`), el("p", { class: "note" }, inWords(error))];
  }

  #all(exchange) {
    const { method, path, status, request, response, unread } = exchange;
    return [
      this.#head(el("span", { class: "method" }, method), " ", path),
      facts(exchange),
      whyNot(exchange),
      el(
        "p",
        { class: "actions" },
        copyButton("Copy as curl", () => exchange.curl),
        copyButton("Copy as pytest assertion", () => exchange.pytest),
      ),
      exchange.cases.map((each) => change(each, status)),
      el(
        "div",
        { class: "sides" },
        side("Request", request, unread ? "a body that the server didn't read" : null),
        side("Answer", response, status === null ? "none" : null),
      ),
    ];
  }
}

function facts(exchange) {
  const { seq, at, ms, status, user, space, route, path, client } = exchange;
  const known = [
    `#${seq}`,
    ms === null ? null : `${ms.toFixed(1)} ms`,
    at.slice(0, 23).replace("T", " "),
    user ? `as ${user}` : "nobody authenticated",
    `space ${space}`,
    route && route !== path.split("?")[0] ? `route ${route}` : null,
    client ? `from ${client}` : null,
  ];
  const answer = status ?? (ms === null ? "not answered yet" : "no answer");
  return el(
    "p",
    { class: "facts", data: { kind: kindOf(exchange) } },
    el("strong", { class: "status" }, answer),
    known.filter(Boolean).map((fact) => el("span", {}, fact)),
  );
}

function whyNot({ why, fault, faults }) {
  if (!why && !fault) return null;
  if (!fault) return el("p", { class: "note" }, "Refused: ", why);
  const ids = why || !faults.length ? fault : faults.join(", ");
  const link = el("a", { href: "#/faults" }, `Fault ${ids}`);
  return el("p", { class: "note fault" }, link, why ? " struck: " : " struck", why.replace(`fault ${fault}: `, ""));
}

function change(found, status) {
  const { id, space, before, after } = found;
  const link = `#/cases/${encodeURIComponent(space)}/${encodeURIComponent(id)}`;
  const title = (after ?? before)?.case.title;
  return el(
    "section",
    { class: "case" },
    el("h3", {}, "Case ", el("a", { href: link }, title ?? id)),
    el("p", { class: "muted" }, told(found, status)),
    before && after ? diffOf(before.case, after.case) : null,
  );
}

function told({ sent, before, after, answered, is_new: isNew }, status) {
  if (isNew) return `Made by this request${after ? `, with version ${after.version}` : ""}.`;
  if (!before && !after) return "What it was like before or after, no answer has shown.";
  if (!before) return `Now version ${after.version}. What it was before, no answer has shown.`;
  const was = `${sent ? "Version sent: " : "Before: "}${before.version}${seen(before)}.`;
  if (!after) return `${was} Nothing is known of a later one.`;
  const { updated_at: at, updated_by: by } = after.case;
  const how = at ? `, ${at.slice(0, 19).replace("T", " ")} by ${by?.username ?? "nobody"}` : "";
  if (answered) return `${was} It became ${after.version}${how}.`;
  const then = status === 409 ? "By then it was" : "The next one known:";
  return `${was} ${then} ${after.version}${how}${seen(after)}.`;
}

function seen(state) {
  if (state.seen === "start") return " (as at the start)";
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

// The fault rules, and how often each of them struck.

import { call } from "./api.js";
import { controlCurl } from "./commands.js";
import { command } from "./copy.js";
import { button, el, fill, gently, sureButton, write } from "./dom.js";
import { faultForm } from "./fault_form.js";

const SHOWN_APART = new Set(["id", "kind", "matched", "fired"]);

export function faultsView(app) {
  const cards = new Map();
  const removed = new Set();
  let rules = [];
  const list = el("div", { class: "rules" });
  const changed = gently(list, arrange);
  const empty = el("div", { class: "empty" });
  const removeAll = () => {
    for (const id of cards.keys()) removed.add(id);
    app.act(() => call("DELETE", "faults"));
  };
  const clear = sureButton("Remove all", removeAll, { class: "quiet", hidden: true });
  const form = faultForm(app);
  const element = el(
    "section",
    { class: "faults page", "aria-label": "Faults" },
    el(
      "div",
      { class: "columns" },
      el("div", { class: "main" },
        el("header", {}, el("h2", {}, "Rules"), changed.note, clear), list, empty),
      form.element,
    ),
  );

  /** Count at once; rules that come and go wait until the pointer is off. */
  function show(news) {
    rules = news;
    app.count("faults", rules.length);
    for (const rule of rules) cards.get(rule.id)?.tick(rule);
    const ids = new Set(rules.map((rule) => rule.id));
    const gone = [...cards.keys()].filter((id) => !ids.has(id));
    if (!cards.size || gone.some((id) => removed.has(id))) arrange();
    else if (gone.length || rules.some((rule) => !cards.get(rule.id)?.is(rule))) changed();
  }

  function arrange() {
    for (const [id, card] of cards) {
      if (rules.some((rule) => card.is(rule))) continue;
      card.element.remove();
      cards.delete(id);
    }
    for (const rule of rules.filter(({ id }) => !cards.has(id))) {
      cards.set(rule.id, ruleCard(rule, () => remove(rule.id)));
      list.append(cards.get(rule.id).element);
    }
    removed.clear();
    clear.hidden = rules.length < 2;
    empty.hidden = rules.length > 0;
    if (!rules.length) fill(empty, nothingYet());
  }

  async function remove(id) {
    removed.add(id);
    await app.act(() => call("DELETE", `faults/${encodeURIComponent(id)}`));
  }

  return {
    element,
    news: ({ faults }) => faults && show(faults),
    open: () => form.open(),
    renew() {},
  };
}

function ruleCard(rule, remove) {
  const rest = Object.entries(rule).filter(([name]) => !SHOWN_APART.has(name));
  const said = JSON.stringify(rest);
  const told = rest.filter(([name]) => name !== "times");
  const matched = el("b", { class: "number" });
  const fired = el("b", { class: "number" });
  const limit = rule.times === undefined ? "" : ` of ${rule.times}`;
  const element = el(
    "article",
    { class: "rule card" },
    el("code", { class: "id" }, rule.id),
    el("h3", {}, rule.kind),
    el("span", { class: "counts" }, "matched ", matched, " fired ", fired),
    button("Remove", remove, { class: "quiet", "aria-label": `Remove ${rule.id}` }),
    told.length
      ? el("dl", {}, told.map(([name, value]) =>
          el("div", {}, el("dt", {}, name), el("dd", {}, plain(value)))))
      : null,
  );
  const tick = (now) => {
    const count = `${now.fired}${limit}`;
    const struck = fired.textContent !== "" && fired.textContent !== count;
    write(matched, now.matched);
    write(fired, count);
    element.classList.toggle("spent", now.times !== undefined && now.fired >= now.times);
    if (struck) {
      element.classList.remove("struck");
      void element.offsetWidth; // begins the animation anew
      element.classList.add("struck");
    }
  };
  tick(rule);
  const is = (other) =>
    other.id === rule.id &&
    other.kind === rule.kind &&
    JSON.stringify(Object.entries(other).filter(([name]) => !SHOWN_APART.has(name))) === said;
  return { element, tick, is };
}

function plain(value) {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function nothingYet() {
  const body = { kind: "version_conflict", times: 1 };
  return [
    el("p", {}, "Nothing is made to fail. Add a rule here, or from a terminal:"),
    command(controlCurl("POST", "faults", body)),
  ];
}

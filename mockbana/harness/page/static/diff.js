// What is different between two cases.

import { el } from "./dom.js";

const ALWAYS = new Set(["version", "updated_at", "updated_by"]);

/** Return the differences, each {path, before, after}; undefined stands for absent. */
export function differences(before, after, path = "") {
  if (same(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      differences(before[key], after[key], path ? `${path}.${key}` : key),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const gone = before.filter((item) => !after.some((other) => same(item, other)));
    const come = after.filter((item) => !before.some((other) => same(item, other)));
    if (gone.length === come.length && gone.some(isObject)) {
      const place = (item, at) => `${path}[${item.key ?? item.id ?? at}]`;
      return gone.flatMap((item, at) => differences(item, come[at], place(item, at)));
    }
    if (gone.length || come.length) return [{ path, before: some(gone), after: some(come) }];
  }
  return [{ path, before, after }];
}

function some(items) {
  return items.length ? items : undefined;
}

function same(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Return the differences as an element, without what every write changes. */
export function diffOf(before, after) {
  const found = differences(before, after).filter(({ path }) => !ALWAYS.has(path.split(".")[0]));
  if (!found.length) return el("p", { class: "muted" }, "Nothing but version and date.");
  return el("div", { class: "diff" }, found.map(changeOf));
}

function changeOf({ path, before, after }) {
  const steps = path.split(/(?<=[.[\]])/).flatMap((step) => [step, el("wbr")]);
  return el(
    "div",
    { class: "change" },
    el("span", { class: "path" }, steps),
    before === undefined ? null : el("del", {}, shown(before)),
    after === undefined ? null : el("ins", {}, shown(after)),
  );
}

function shown(value) {
  return Array.isArray(value) && !value.some(isObject)
    ? value.map((item) => JSON.stringify(item)).join(", ")
    : JSON.stringify(value, null, isObject(value) || Array.isArray(value) ? 2 : 0);
}

// A request on one line.

import { el, write } from "./dom.js";

const COLUMNS = {
  seq: "#",
  at: "time",
  method: "",
  path: "request",
  status: "status",
  ms: "ms",
  user: "who",
  why: "why refused, or fault",
};

/** Return the names of the columns. */
export function headRow() {
  const names = Object.entries(COLUMNS);
  return el(
    "div",
    { class: "row head", "aria-hidden": "true" },
    names.map(([name, label]) => el("span", { class: name }, label)),
  );
}

/** Return an empty row. */
export function emptyRow() {
  return el(
    "div",
    { class: "row" },
    Object.keys(COLUMNS).map((name) => el("span", { class: name })),
  );
}

/** Write a request into a row. */
export function showRow(element, request) {
  const [seq, at, method, path, status, ms, user, why] = element.children;
  write(seq, request.seq);
  write(at, request.at.slice(11, 23));
  write(method, request.method);
  write(path, request.path);
  write(status, request.status ?? (request.ms === null ? "…" : "none"));
  write(ms, request.ms === null ? "" : request.ms.toFixed(1));
  write(user, request.user ?? "");
  write(why, request.why || request.faults.map((id) => `fault ${id}`).join(", "));
  element.dataset.kind = kindOf(request);
  path.title = path.textContent;
  why.title = why.textContent;
}

/** Return what became of a request, in a word that the styles know. */
export function kindOf({ fault, ms, status }) {
  if (fault) return "fault";
  if (ms === null) return "open";
  if (status === null || status >= 500) return "broken";
  return status >= 400 ? "refused" : "good";
}

// The requests, as they arrive.

import { call } from "./api.js";
import { kibanaCurl } from "./commands.js";
import { command } from "./copy.js";
import { button, el, fill, sureButton, write } from "./dom.js";
import { exchangeView } from "./exchange.js";
import { List } from "./list.js";
import { Rows } from "./rows.js";

const KINDS = { all: "all", refused: "refused", fault: "struck by a fault", unknown: "unknown route" };

export function requestsView(app) {
  const rows = new Rows();
  const held = [];
  const detail = exchangeView(app);
  let paused = false;
  let following = true;
  let over = false;
  let opened = 0;
  let timer = 0;

  const filter = el("input", {
    type: "search",
    class: "filter",
    placeholder: "Filter: patch 409 -find",
    oninput: () => refilter(),
    "aria-label": "Filter requests: words that must be there, -word for one that must not",
    "aria-keyshortcuts": "/",
    spellcheck: false,
  });
  const kind = el(
    "select",
    { onchange: () => refilter(), "aria-label": "Which requests" },
    Object.entries(KINDS).map(([value, label]) => el("option", { value }, label)),
  );
  const count = el("span", { class: "muted number", role: "status" });
  const pause = button("Pause", () => pauseOrResume(), { "aria-keyshortcuts": "p" });
  const forget = sureButton("Forget all", () => app.act(() => call("DELETE", "requests")), {
    class: "quiet",
  });
  const host = el("div", {
    class: "rows",
    id: "requests",
    role: "listbox",
    tabIndex: 0,
    "aria-label": "Requests, oldest first",
    onpointerenter: (event) => (over = event.pointerType === "mouse"),
    onpointerleave: () => {
      over = false;
      follow();
    },
  });
  const newest = button("", () => {
    following = true;
    list.toEnd();
    tell();
  }, { class: "newest", hidden: true });
  const empty = el("div", { class: "empty", hidden: true });
  const element = el(
    "section",
    { class: "requests", "aria-label": "Requests" },
    el("div", { class: "tools" }, filter, kind, count, el("span", { class: "gap" }), pause, forget),
    el(
      "div",
      { class: "split" },
      el("div", { class: "log" }, columns(), host, newest, empty),
      detail.element,
    ),
  );
  const list = new List(host, {
    make: rowElement,
    show: showRow,
    open: (row) => app.go(`#/requests/${row.seq}`),
    scrolled: () => {
      following = list.atEnd;
      tell();
    },
    move: (row) => {
      following = false;
      if (!opened) return;
      clearTimeout(timer);
      timer = setTimeout(() => app.go(`#/requests/${row.seq}`, true), 120);
    },
  });

  function refilter() {
    rows.filter(filter.value, kind.value);
    list.current = opened ? rows.place(opened) : -1;
    list.use(rows.shown);
    following = true;
    list.toEnd();
    tell();
  }

  function pauseOrResume() {
    paused = !paused;
    if (!paused) for (const update of held.splice(0)) take(update);
    pause.classList.toggle("on", paused);
    tell();
  }

  function take({ rows: news, total, evicted, anew }) {
    if (anew) rows.clear();
    const dropped = rows.add(news);
    Object.assign(rows, { total, evicted });
    if (opened) list.current = rows.place(opened);
    list.use(rows.shown, following ? 0 : dropped);
    if (opened && news.some(({ seq }) => seq === opened)) detail.open(opened);
    follow();
    tell();
  }

  function follow() {
    if (following && !over && !list.atEnd) list.toEnd();
  }

  function tell() {
    const { all, shown, total } = rows;
    const waiting = held.reduce((sum, update) => sum + update.rows.length, 0);
    write(count, shown.length === all.length ? `${all.length}` : `${shown.length} of ${all.length}`);
    write(pause, !paused ? "Pause" : waiting ? `Resume (${waiting})` : "Resume");
    app.count("requests", total);
    const below = list.height
      ? Math.round((host.scrollHeight - host.scrollTop - host.clientHeight) / list.height)
      : 0;
    newest.hidden = below < 1 || !shown.length;
    write(newest, `${below} newer ↓`);
    empty.hidden = shown.length > 0;
    if (!shown.length) fill(empty, all.length ? nothingFits() : nothingYet(app));
  }

  function nothingFits() {
    const reset = () => {
      filter.value = "";
      kind.value = "all";
      refilter();
      filter.focus();
    };
    return [
      el("p", {}, `None of ${rows.all.length} requests fits the filter.`),
      button("Show all", reset),
    ];
  }

  return {
    element,
    /** Take in what the server tells. */
    news(update) {
      if (!update.rows) return;
      if (paused && !update.anew) {
        held.push(update);
        if (held.length > 1000) held.shift();
        tell();
      } else {
        held.length = 0;
        take(update);
      }
    },
    /** Show the list, and one request if its number is given. */
    open([seq]) {
      opened = Number(seq) || 0;
      element.classList.toggle("opened", opened > 0);
      following = !opened && list.atEnd;
      if (opened) detail.open(opened);
      else detail.close();
      list.select(opened ? rows.place(opened) : list.current, opened > 0);
      tell();
    },
    renew: () => tell(),
    focusFilter: () => filter.focus(),
    togglePause: pauseOrResume,
    escape() {
      if (document.activeElement === filter && filter.value) {
        filter.value = "";
        refilter();
      } else if (opened) {
        app.go("#/requests");
        host.focus();
      }
    },
  };
}

function nothingYet(app) {
  const server = app.deployment;
  const body = { title: "From curl", description: "To see it arrive.", tags: [], owner: "cases",
    settings: { syncAlerts: false }, connector: { id: "none", name: "none", type: ".none", fields: null } };
  return [
    el("p", {}, "No request yet. Point your client at ",
      el("code", {}, `${location.origin}${server?.base_path ?? ""}`), ", or send one from a terminal:"),
    command(kibanaCurl(server, "GET", "/api/cases/_find?perPage=5")),
    command(kibanaCurl(server, "POST", "/api/cases", body)),
  ];
}

function columns() {
  const names = { seq: "#", at: "time", method: "", path: "request", status: "status", ms: "ms",
    user: "who", why: "why refused" };
  return el(
    "div",
    { class: "row head", "aria-hidden": "true" },
    Object.entries(names).map(([name, label]) => el("span", { class: name }, label)),
  );
}

function rowElement() {
  const cell = (name) => el("span", { class: name });
  const cells = ["seq", "at", "method", "path", "status", "ms", "user", "why"].map(cell);
  return el("div", { class: "row" }, cells);
}

function showRow(element, row) {
  const [seq, at, method, path, status, ms, user, why] = element.children;
  write(seq, row.seq);
  write(at, row.at.slice(11, 23));
  write(method, row.method);
  write(path, row.path);
  write(status, row.status ?? (row.ms === null ? "…" : "none"));
  write(ms, row.ms === null ? "" : row.ms.toFixed(1));
  write(user, row.user ?? "");
  write(why, [row.fault, row.why].filter(Boolean).join("  "));
  element.dataset.kind = kindOf(row);
  element.dataset.method = row.method;
  path.title = row.path;
  why.title = row.why;
}

/** Return what a row is coloured by. */
export function kindOf(row) {
  if (row.fault) return "fault";
  if (row.ms === null) return "open";
  if (row.status === null || row.status >= 500) return "broken";
  return row.status >= 400 ? "refused" : "good";
}

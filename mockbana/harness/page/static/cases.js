// The cases of all spaces, and one of them.

import { call } from "./api.js";
import { caseView } from "./case.js";
import { kibanaCurl } from "./commands.js";
import { command } from "./copy.js";
import { el, fill, gently, write } from "./dom.js";

const CHOICES = {
  status: ["open", "in-progress", "closed"],
  severity: ["low", "medium", "high", "critical"],
  owner: ["cases", "observability", "securitySolution"],
};
const COLUMNS = ["title", "status", "severity", "owner", "space", "comments", "changed", "version"];

export function casesView(app) {
  let visible = false;
  let opened = false;
  let turn = 0;
  const one = caseView(app);
  const filter = el("input", {
    type: "search",
    class: "filter",
    placeholder: "Filter: title, tag, id",
    "aria-label": "Filter cases by words in title, tags, category or id",
    "aria-keyshortcuts": "/",
    spellcheck: false,
    oninput: () => refresh(),
  });
  const space = choice("space", []);
  const selects = Object.entries(CHOICES).map(([name, values]) => choice(name, values));
  const count = el("span", { class: "muted number", role: "status" });
  const body = el("tbody");
  const table = el(
    "table",
    { class: "cases" },
    el("thead", {}, el("tr", {}, COLUMNS.map((name) => el("th", { scope: "col" }, name)))),
    body,
  );
  const empty = el("div", { class: "empty", hidden: true });
  const page = el("div", { class: "page" }, table, empty);
  const changed = gently(page, refresh);
  const browse = el(
    "div",
    { class: "browse" },
    el("div", { class: "tools" }, filter, selects, space, count, changed.note),
    page,
  );
  const element = el("section", { class: "casesview", "aria-label": "Cases" }, browse, one.element);

  function choice(name, values) {
    return el(
      "select",
      { onchange: () => refresh(), "aria-label": name, name },
      el("option", { value: "" }, `any ${name}`),
      values.map((value) => el("option", { value }, value)),
    );
  }

  async function refresh() {
    if (!visible || opened) return;
    const mine = ++turn;
    const query = new URLSearchParams({ text: filter.value, space: space.value });
    for (const select of selects) query.set(select.name, select.value);
    const answer = await app.act(() => call("GET", `view/cases?${query}`));
    if (answer && mine === turn) show(answer);
  }

  function show({ total, found, cases }) {
    const some = cases.length < found ? `, the latest ${cases.length} shown` : "";
    write(count, found === total ? `${total}${some}` : `${found} of ${total}${some}`);
    fill(body, cases.map(rowOf));
    table.hidden = !cases.length;
    empty.hidden = cases.length > 0;
    if (!cases.length) fill(empty, total ? nothingFits(total) : nothingYet(app));
  }

  function spaces(names) {
    const known = [...space.options].slice(1).map((option) => option.value);
    if (known.join() === names.join()) return;
    const chosen = space.value;
    space.replaceChildren(space.options[0]);
    space.append(...names.map((value) => el("option", { value }, value)));
    space.value = names.includes(chosen) ? chosen : "";
    space.hidden = names.length < 2;
  }

  return {
    element,
    news({ deployment, rows = [] }) {
      if (deployment) spaces(deployment.spaces);
      if (!visible) return;
      if (opened && (deployment || rows.some(one.concerns))) one.changed();
      if (!opened && deployment) changed();
    },
    open(parts) {
      visible = true;
      opened = parts.length === 2;
      browse.hidden = opened;
      if (opened) one.open(...parts);
      else {
        one.close();
        refresh();
      }
    },
    leave: () => (visible = false),
    renew() {
      if (visible && !opened) refresh();
    },
    focusFilter: () => filter.focus(),
    escape() {
      if (opened) app.go("#/cases");
      else if (filter.value) {
        filter.value = "";
        refresh();
      }
    },
  };
}

function rowOf(row) {
  const link = `#/cases/${encodeURIComponent(row.space)}/${encodeURIComponent(row.id)}`;
  const cells = {
    title: [
      el("a", { href: link, title: row.id }, row.title),
      el("span", { class: "tags" }, row.tags.map((tag) => el("span", { class: "tag" }, tag))),
    ],
    status: el("span", { class: "badge", data: { status: row.status } }, row.status),
    severity: el("span", { class: "severity", data: { severity: row.severity } }, row.severity),
    owner: row.owner,
    space: row.space,
    comments: row.comments ? comments(row.comments) : "",
    changed: (row.updated_at ?? row.created_at).slice(0, 19).replace("T", " "),
    version: el("code", {}, row.version),
  };
  return el("tr", {}, COLUMNS.map((name) => el("td", { class: name }, cells[name])));
}

function comments(number) {
  return [number, el("span", { class: "unit" }, number === 1 ? " comment" : " comments")];
}

function nothingFits(total) {
  return el("p", {}, `None of ${total} cases fits the filter.`);
}

function nothingYet(app) {
  const body = {
    title: "Phishing wave", description: "Seen since this morning.", tags: ["mail"], owner: "cases",
    settings: { syncAlerts: false },
    connector: { id: "none", name: "none", type: ".none", fields: null },
  };
  return [
    el("p", {}, "No case yet. Make one as a client would:"),
    command(kibanaCurl(app.deployment, "POST", "/api/cases", body)),
    el("p", {}, "or drop a fixture file on ", el("a", { href: "#/deployment" }, "Deployment"), "."),
  ];
}

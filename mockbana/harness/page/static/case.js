// One case: as it is, as it was, what was done to it, and a form to edit it behind a client's back.

import { call, inWords } from "./api.js";
import { diffOf } from "./diff.js";
import { button, el, fill, gently, write } from "./dom.js";
import { editForm } from "./edit.js";
import { bodyOf } from "./json.js";

export function caseView(app) {
  let at = null;
  const main = el("div", { class: "main" });
  const title = el("h2");
  const form = editForm(app, () => refresh());
  const columns = el("div", { class: "columns" }, main, form.element);
  const changed = gently(columns, refresh);
  const back = button("← Cases", () => app.go("#/cases"), { class: "quiet" });
  const element = el(
    "article",
    { class: "one", hidden: true },
    el("header", {}, back, title, changed.note),
    columns,
  );

  async function refresh() {
    if (!at) return;
    const [space, id] = at;
    const path = `view/cases/${encodeURIComponent(space)}/${encodeURIComponent(id)}`;
    try {
      const found = await call("GET", path);
      if (at?.[0] === space && at[1] === id) show(found);
    } catch (error) {
      write(title, id);
      form.hide();
      fill(main, el("p", { class: "note" }, inWords(error)));
    }
  }

  function show(found) {
    write(title, found.case.title);
    form.show(found.space, found.case);
    fill(
      main,
      facts(found.space, found.case),
      el("p", { class: "description" }, found.case.description),
      part("Versions", versions(found.states)),
      part("User actions", actions(found.user_actions)),
      part("Comments", found.comments.map(comment)),
      part("Requests about it", found.requests.map(request)),
      el("details", {}, el("summary", {}, "All of it as JSON"), bodyOf(JSON.stringify(found.case))),
    );
  }

  return {
    element,
    changed,
    /** Whether a request may be about the case. */
    concerns: (row) => row.method !== "GET" || row.path.includes(encodeURIComponent(at?.[1])),
    open(space, id) {
      if (at?.join() !== `${space},${id}`) {
        form.hide();
        write(title, id);
        fill(main);
      }
      at = [space, id];
      element.hidden = false;
      refresh();
    },
    close() {
      at = null;
      element.hidden = true;
    },
  };
}

function facts(space, case_) {
  const { status, severity, owner, version, id, tags, category, created_at: created } = case_;
  const { updated_at: at, updated_by: by } = case_;
  const updated = at ? `changed ${when(at)} by ${who(by)}` : null;
  return el(
    "p",
    { class: "facts" },
    el("span", { class: "badge", data: { status } }, status),
    el("span", { class: "severity", data: { severity } }, severity),
    el("span", {}, owner),
    el("span", {}, "space ", space),
    category ? el("span", {}, category) : null,
    tags.map((tag) => el("span", { class: "tag" }, tag)),
    el("span", {}, "version ", el("code", {}, version)),
    el("span", {}, el("code", {}, id)),
    el("span", {}, `made ${when(created)} by ${who(case_.created_by)}`),
    updated ? el("span", {}, updated) : null,
  );
}

function part(name, items) {
  return el(
    "section",
    {},
    el("h3", {}, name, el("span", { class: "muted" }, ` ${items.length}`)),
    items.length ? items : el("p", { class: "muted" }, "None."),
  );
}

function versions(states) {
  const told = states.map((state, at) => {
    const before = states[at - 1];
    return el(
      "div",
      { class: "entry" },
      el("p", {}, el("code", {}, state.version), " ",
        el("span", { class: "muted" }, written(state.case), seen(state.seen))),
      before ? diffOf(before.case, state.case) : null,
    );
  });
  return told.reverse();
}

function written({ updated_at: at, updated_by: by }) {
  return at ? `${when(at)} by ${who(by)}, ` : "";
}

function seen(where) {
  if (where === "start") return "from the start";
  if (where === "now") return "as stored now, not seen in an answer";
  return ["first seen in the answer to ", el("a", { href: `#/requests/${where}` }, `#${where}`)];
}

function actions(all) {
  return all
    .map(({ type, action, payload, created_at: at, created_by: by }) =>
      el(
        "div",
        { class: "entry" },
        el("p", {}, el("strong", {}, `${action} ${type}`), " ",
          el("span", { class: "muted" }, `${when(at)} by ${who(by)}`)),
        el("code", { class: "payload" }, JSON.stringify(payload)),
      ),
    )
    .reverse();
}

function comment(item) {
  const { type, comment: text, created_at: at, created_by: by } = item;
  return el(
    "div",
    { class: "entry" },
    el("p", { class: "muted" }, type === "user" ? "" : `${type}, `, `${when(at)} by ${who(by)}`),
    type === "user" ? el("p", { class: "description" }, text) : bodyOf(JSON.stringify(item)),
  );
}

function request({ seq, method, path, status, why }) {
  return el(
    "p",
    { class: "line" },
    el("a", { href: `#/requests/${seq}` }, `#${seq}`),
    ` ${method} ${path} → ${status ?? "no answer"}`,
    why ? el("span", { class: "muted" }, ` ${why}`) : null,
  );
}

function when(timestamp) {
  return timestamp.slice(0, 19).replace("T", " ");
}

function who(user) {
  return user?.full_name || user?.username || "nobody";
}

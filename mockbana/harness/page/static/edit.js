// Editing a case as another user: how one provokes a 409 by hand.

import { call, inWords } from "./api.js";
import { el, write } from "./dom.js";

const STATUS = ["open", "in-progress", "closed"];
const SEVERITY = ["low", "medium", "high", "critical"];

/** Return a form that changes the case that it shows; `saved` is called when it has. */
export function editForm(app, saved) {
  let shown = null;
  let space = "";
  const initial = {};
  const fields = {
    title: el("input", { type: "text" }),
    status: choice(STATUS),
    severity: choice(SEVERITY),
    category: el("input", { type: "text" }),
    tags: el("input", { type: "text", placeholder: "one, two" }),
    description: el("textarea", { rows: 5 }),
  };
  const told = el("p", { class: "told", role: "status" });
  const element = el(
    "form",
    { class: "edit card", hidden: true, onsubmit: (event) => save(event) },
    el("h3", {}, "Edit as another user"),
    el("p", { class: "muted" }, "A new version: who still has the old one gets a 409."),
    Object.entries(fields).map(([name, field]) => el("label", {}, el("span", {}, name), field)),
    el("button", { type: "submit", class: "main" }, "Save as another.user"),
    told,
  );

  function changed() {
    return Object.keys(fields).filter((name) => fields[name].value !== initial[name]);
  }

  async function save(event) {
    event.preventDefault();
    const sent = Object.fromEntries(changed().map((name) => [name, read(name, fields[name])]));
    const before = shown.version;
    if (!Object.keys(sent).length) {
      write(told, "Nothing is different yet.");
      return;
    }
    const path = `cases/${encodeURIComponent(shown.id)}?space=${encodeURIComponent(space)}`;
    try {
      const { version } = await call("PATCH", path, sent);
      write(told, `Saved: version ${version}. Whoever still has ${before} gets a 409.`);
      shown = null;
      saved();
    } catch (error) {
      write(told, inWords(error));
    }
  }

  return {
    element,
    /** Show a case; what somebody is writing stays. */
    show(inSpace, case_) {
      if (shown && shown.id !== case_.id) write(told, "");
      const dirty = shown?.id === case_.id ? changed() : [];
      for (const [name, field] of Object.entries(fields)) {
        if (dirty.includes(name)) continue;
        field.value = name === "tags" ? case_.tags.join(", ") : (case_[name] ?? "");
        initial[name] = field.value;
      }
      [shown, space] = [case_, inSpace];
      element.hidden = false;
    },
    hide() {
      element.hidden = true;
      shown = null;
      write(told, "");
    },
  };
}

function choice(values) {
  return el("select", {}, values.map((value) => el("option", { value }, value)));
}

function read(name, field) {
  if (name === "category") return field.value || null;
  if (name !== "tags") return field.value;
  return field.value.split(",").map((tag) => tag.trim()).filter(Boolean);
}

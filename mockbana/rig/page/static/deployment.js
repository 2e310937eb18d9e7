// The pretended Kibana as a whole: its settings, its clock, its state.

import { call, download } from "./api.js";
import { clockCard } from "./clock.js";
import { controlCurl } from "./commands.js";
import { command } from "./copy.js";
import { button, el, fill, sureButton, write } from "./dom.js";

export function deploymentView(app) {
  const clock = clockCard(app);
  const settings = settingsCard(app);
  const state = stateCard(app);
  const bugs = bugCard(app);
  const element = el(
    "section",
    { class: "deployment page", "aria-label": "Deployment" },
    el("div", { class: "cards" }, state, dropCard(app), settings.element, clock.element, bugs.element),
  );
  return {
    element,
    news({ deployment }) {
      if (!deployment) return;
      settings.show(deployment.settings);
      clock.show(deployment.clock);
      bugs.show(deployment.bugs);
    },
    open() {},
    renew() {},
  };
}

function bugCard(app) {
  let known = 0;
  const list = el("div");
  const element = el("section", { class: "card", hidden: true }, el("h3", {}, "Bugs met"), list);
  const show = async (number) => {
    if (number === known) return;
    known = number;
    element.hidden = !number;
    const bugs = number ? await app.act(() => call("GET", "bugs")) : [];
    fill(list, (bugs ?? []).map((bug) => el("p", { class: "note broken" }, bug)));
  };
  return { element, show };
}

function settingsCard(app) {
  const change = (settings) => app.act(() => call("PATCH", "settings", settings));
  const license = el(
    "select",
    { onchange: () => change({ license: license.value }) },
    ["trial", "platinum", "basic"].map((value) => el("option", { value }, value)),
  );
  const auth = el("input", {
    type: "checkbox",
    onchange: () => change({ require_auth: auth.checked }),
  });
  const version = el("input", {
    type: "text",
    onchange: () => change({ kibana_version: version.value }),
  });
  const element = el(
    "section",
    { class: "card" },
    el("h3", {}, "Settings"),
    el("label", {}, el("span", {}, "licence"), license),
    el("label", {}, el("span", {}, "Kibana version"), version),
    el("label", { class: "check" }, auth, el("span", {}, "401 without credentials")),
  );
  const show = (settings) => {
    const set = (input, name, value) => document.activeElement !== input && (input[name] = value);
    set(license, "value", settings.license);
    set(version, "value", settings.kibana_version);
    auth.checked = settings.require_auth;
  };
  return { element, show };
}

function stateCard(app) {
  const done = async (act, sentence) => {
    const answer = await app.act(act);
    if (answer) app.say(sentence(answer));
  };
  const reset = (body) =>
    done(() => call("POST", "reset", body), ({ cases }) => `Reset: ${cases} cases.`);
  const save = (path, name) => app.act(() => download(path, name));
  return el(
    "section",
    { class: "card" },
    el("h3", {}, "State"),
    el("p", { class: "muted" }, "Both forget requests and faults as well."),
    el(
      "p",
      { class: "actions" },
      sureButton("Back to the start", () => reset()),
      sureButton("Empty", () => reset({})),
    ),
    el("p", { class: "muted" }, "Everything as a fixture document; the requests as a HAR file."),
    el(
      "p",
      { class: "actions" },
      button("Download snapshot", () => save("snapshot", "mockbana-snapshot.json")),
      button("Download HAR", () => save("requests.har", "mockbana.har")),
    ),
    command(controlCurl("POST", "reset")),
  );
}

function dropCard(app) {
  let file = null;
  const input = el("input", {
    type: "file",
    accept: ".yaml,.yml,.json",
    class: "off",
    tabIndex: -1,
    "aria-label": "Fixture file",
    onchange: () => take(input.files[0]),
  });
  const told = el("pre", { class: "told", role: "status" });
  const name = el("strong");
  const actions = el(
    "p",
    { class: "actions", hidden: true },
    button("Add to what is there", () => load("")),
    sureButton("Start over with exactly this", () => load("&anew")),
  );
  const zone = el(
    "div",
    {
      class: "drop",
      ondragover: (event) => over(event, true),
      ondragleave: (event) => over(event, false),
      ondrop: (event) => {
        over(event, false);
        take(event.dataTransfer.files[0]);
      },
    },
    el("p", {}, "Drop a fixture file here, YAML or JSON, or"),
    button("Choose one", () => input.click()),
    input,
    name,
    actions,
  );

  function over(event, on) {
    event.preventDefault();
    zone.classList.toggle("over", on);
  }

  function take(chosen) {
    if (!chosen) return;
    file = chosen;
    write(name, chosen.name);
    write(told, "");
    actions.hidden = false;
  }

  async function load(how) {
    try {
      const path = `view/load?name=${encodeURIComponent(file.name)}${how}`;
      const { cases } = await call("POST", path, await file.text());
      write(told, `Loaded: there are ${cases} cases now.`);
    } catch (error) {
      write(told, error.message.replaceAll("; ", "\n"));
    }
  }

  return el("section", { class: "card" }, el("h3", {}, "Load a fixture file"), zone, told);
}

// The pretended Kibana as a whole: its settings, its clock, its state.

import { call, download } from "./api.js";
import { clockCard } from "./clock.js";
import { controlCurl } from "./commands.js";
import { command } from "./copy.js";
import { button, el, fill, sureButton } from "./dom.js";
import { dropCard } from "./drop.js";

export function deploymentView(app) {
  const clock = clockCard(app);
  const settings = settingsCard(app);
  const state = stateCard(app);
  const bugs = bugCard(app);
  const dropped = dropCard();
  const element = el(
    "section",
    { class: "deployment page", "aria-label": "Deployment" },
    el(
      "div",
      { class: "cards" },
      el("div", {}, bugs.element, settings.element, clock.element),
      el("div", {}, dropped.element, state),
    ),
  );
  return {
    element,
    news({ deployment }) {
      if (!deployment) return;
      settings.show(deployment.settings);
      clock.show(deployment.clock);
      bugs.show(deployment.bugs);
    },
    take: dropped.take,
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
  let known = null;
  let sent = 0;
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
    onchange: () => change({ kibana_version: version.value.trim() }),
  });

  function show(settings) {
    known = settings;
    if (sent) return; // older than what is being changed
    license.value = settings.license;
    auth.checked = settings.require_auth;
    if (document.activeElement !== version) version.value = settings.kibana_version;
  }

  /** Change a setting; what the server makes of it is shown, a refusal brings back what was. */
  async function change(settings) {
    sent += 1;
    const now = await app.act(() => call("PATCH", "settings", settings));
    sent -= 1;
    if (!now) version.value = known.kibana_version;
    show(now ?? known);
  }

  const element = el(
    "section",
    { class: "card" },
    el("h3", {}, "Settings"),
    el("label", {}, el("span", {}, "licence"), license),
    el("label", {}, el("span", {}, "Kibana version"), version),
    el("label", { class: "check" }, auth, el("span", {}, "401 without credentials")),
  );
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
    el("h3", {}, "Reset"),
    el("p", { class: "muted" }, "To what the server was started with, or to nothing. ",
      "Requests and faults are forgotten, too."),
    el(
      "p",
      { class: "actions" },
      sureButton("Back to the start", () => reset()),
      sureButton("Empty", () => reset({})),
    ),
    command(controlCurl("POST", "reset")),
    el("h3", {}, "Download"),
    el("p", { class: "muted" }, "The present state as a fixture document, the requests as HAR 1.2."),
    el(
      "p",
      { class: "actions" },
      button("Download snapshot", () => save("snapshot", "mockbana-snapshot.json")),
      button("Download HAR", () => save("requests.har", "mockbana.har")),
    ),
  );
}

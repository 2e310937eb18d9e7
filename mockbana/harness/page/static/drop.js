// A fixture file, dropped or chosen, for the deployment.

import { call, inWords } from "./api.js";
import { button, el, sureButton, write } from "./dom.js";

export function dropCard() {
  let file = null;
  const input = el("input", {
    type: "file",
    accept: ".yaml,.yml,.json",
    class: "off",
    tabIndex: -1,
    "aria-label": "Fixture file",
    onchange: () => take(input.files),
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
      ondragover: () => zone.classList.add("over"),
      ondragleave: () => zone.classList.remove("over"),
      ondrop: () => zone.classList.remove("over"),
    },
    el("p", {}, "Drop a fixture file anywhere on this page, YAML or JSON, or"),
    button("Choose one", () => input.click()),
    input,
    name,
    actions,
  );

  /** Ask what is to be done with a file; the page hands over what is dropped anywhere. */
  function take(files) {
    if (!files.length) return;
    [file] = files;
    write(name, file.name);
    write(told, files.length > 1 ? "One file at a time: this is the first of them." : "");
    actions.hidden = false;
  }

  async function load(how) {
    try {
      const path = `view/load?name=${encodeURIComponent(file.name)}${how}`;
      const { cases } = await call("POST", path, file);
      write(told, `Loaded: there are ${cases} cases now.`);
    } catch (error) {
      const known = error.status ? error.message : inWords(error);
      write(told, known.replaceAll("; ", "\n"));
    }
  }

  const element = el("section", { class: "card" }, el("h3", {}, "Load a fixture file"), zone, told);
  return { element, take };
}

// The clock of the deployment: shown, stopped, moved on.

import { call } from "./api.js";
import { button, el, write } from "./dom.js";

const STEPS = { "+1 min": 60, "+1 h": 3600, "+1 day": 86_400 };

export function clockCard(app) {
  let offset = 0;
  let frozen = false;
  let last = "";
  const now = el("output", { class: "now number" });
  const state = el("span", { class: "muted" });
  const moment = el("input", {
    type: "text",
    placeholder: "2025-01-31T12:00:00Z",
    "aria-label": "a moment, ISO 8601",
  });
  const set = (body) => app.act(() => call("POST", "clock", body));
  const freeze = () => set({ freeze: moment.value.trim() || true });
  const run = button("Let it run", () => set({ unfreeze: true }));
  const steps = Object.entries(STEPS).map(([label, seconds]) =>
    button(label, () => set({ advance: seconds })),
  );
  const element = el(
    "section",
    { class: "card" },
    el("h3", {}, "Clock"),
    el("p", {}, now, " ", state),
    el("p", { class: "actions" }, moment, button("Freeze", freeze), run),
    el("p", { class: "actions" }, steps),
    el("p", { class: "muted" }, "It dates all that is written."),
  );

  function tick() {
    const time = frozen ? last : new Date(Date.now() + offset).toISOString().slice(0, 19);
    write(now, time.slice(0, 19).replace("T", " "));
  }

  setInterval(() => element.offsetParent && tick(), 1000);
  return {
    element,
    show(clock) {
      frozen = clock.frozen;
      last = clock.now;
      offset = Date.parse(clock.now) - Date.now();
      write(state, frozen ? "UTC, frozen" : "UTC");
      run.disabled = !frozen;
      tick();
    },
  };
}

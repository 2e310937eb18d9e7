// Asks for the admin token.

import { el, write } from "./dom.js";

/** Return a promise of the token that the user gives; `wrong` says that the last one wasn't it. */
export function askToken(wrong) {
  return new Promise((given) => {
    const input = el("input", { type: "password", autocomplete: "off", required: true });
    const told = el("p", { class: "told", role: "alert" });
    if (wrong) write(told, "That wasn't it.");
    const submit = (event) => {
      event.preventDefault();
      dialog.remove();
      given(input.value);
    };
    const stay = (event) => event.preventDefault();
    const dialog = el(
      "dialog",
      { class: "token card", oncancel: stay, "aria-label": "Admin token" },
      el(
        "form",
        { onsubmit: submit },
        el("h3", {}, "Admin token"),
        el("p", { class: "muted" }, "The server was started with one. It stays in this tab."),
        input,
        told,
        el("button", { type: "submit", class: "main" }, "Use it"),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}

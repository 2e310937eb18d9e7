// Light or dark: as the system has it, unless somebody says otherwise.

import { write } from "./dom.js";

const KEY = "mockbana-theme";
const NEXT = { auto: "dark", dark: "light", light: "auto" };

export function themeButton(button) {
  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
    write(button, { auto: "◐ auto", dark: "● dark", light: "○ light" }[theme]);
    button.setAttribute("aria-label", `Colours: ${theme}`);
  };
  let theme = localStorage.getItem(KEY) in NEXT ? localStorage.getItem(KEY) : "auto";
  show(theme);
  button.addEventListener("click", () => {
    theme = NEXT[theme];
    localStorage.setItem(KEY, theme);
    show(theme);
  });
}

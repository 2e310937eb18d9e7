// The page: its views, which of them is open, and the news for all of them.

import { askWith, inWords } from "./api.js";
import { casesView } from "./cases.js";
import { deploymentView } from "./deployment.js";
import { write } from "./dom.js";
import { faultsView } from "./faults.js";
import { RequestsView } from "./requests.js";
import { listen } from "./stream.js";
import { themeButton } from "./theme.js";
import { askToken } from "./token.js";

const live = document.querySelector(".live");
const toast = document.querySelector(".toast");
const links = [...document.querySelectorAll("nav a")];
let silence = 0;

const app = {
  deployment: null,
  /** Open the view at an address; `instead` of the present one, as far as "back" is concerned. */
  go(hash, instead = false) {
    if (!instead) location.hash = hash;
    else {
      history.replaceState(null, "", hash);
      route();
    }
  },
  /** Show a number beside the name of a view. */
  count(view, number) {
    const link = links.find((each) => each.dataset.view === view);
    write(link.querySelector(".count"), number ? String(number) : "");
  },
  /** Say something in passing. */
  say(something) {
    write(toast, something);
    toast.classList.add("on");
    clearTimeout(silence);
    silence = setTimeout(() => toast.classList.remove("on"), 6000);
  },
  /** Return what `act` does; what goes wrong is said, and undefined comes back. */
  async act(act) {
    try {
      return (await act()) ?? true;
    } catch (error) {
      app.say(inWords(error));
      return undefined;
    }
  },
};

const views = {
  requests: new RequestsView(app),
  cases: casesView(app),
  faults: faultsView(app),
  deployment: deploymentView(app),
};
let current = null;

function route() {
  const [name, ...rest] = location.hash.replace(/^#\//, "").split("/").map(decoded);
  const chosen = name in views ? name : "requests";
  for (const [each, view] of Object.entries(views)) {
    view.element.hidden = each !== chosen;
    if (each !== chosen) view.leave?.();
  }
  for (const link of links) {
    if (link.dataset.view === chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  current = views[chosen];
  document.title = `${chosen[0].toUpperCase()}${chosen.slice(1)} · Mockbana`;
  current.open(rest.filter(Boolean));
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function told(update) {
  if (update.deployment) {
    app.deployment = update.deployment;
    app.count("cases", update.deployment.cases);
  }
  for (const view of Object.values(views)) view.news(update);
  if (update.deployment) current.renew();
}

function became(state) {
  live.dataset.state = state;
  write(live, state === "live" ? "live" : "lost, trying again");
}

function onKey(event) {
  const typing = event.target.closest("input, textarea, select, dialog");
  if (event.key === "Escape" && !event.target.closest("dialog")) current.escape?.();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && current.focusFilter) current.focusFilter();
  else if (event.key === "p" && current.togglePause) current.togglePause();
  else return;
  event.preventDefault();
}

askWith(askToken);
themeButton(document.querySelector(".theme"));
document.querySelector("main").append(...Object.values(views).map((view) => view.element));
addEventListener("hashchange", route);
addEventListener("keydown", onKey);
// wherever a file is dropped, it is for the deployment, and must not replace the page
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer?.files.length) return;
  app.go("#/deployment");
  views.deployment.take(event.dataTransfer.files);
});
route();
listen(told, became);

// The requests, as they arrive.

import { call } from "./api.js";
import { kibanaCurl } from "./commands.js";
import { command } from "./copy.js";
import { button, el, fill, sureButton, write } from "./dom.js";
import { ExchangeView } from "./exchange.js";
import { List } from "./list.js";
import { emptyRow, headRow, showRow } from "./row.js";
import { Held, Rows } from "./rows.js";

const KINDS = {
  all: "all requests",
  refused: "refused",
  fault: "struck by a fault",
  unknown: "unknown route",
};
const SETTLE = 120;

export class RequestsView {
  constructor(app) {
    this.app = app;
    this.rows = new Rows();
    this.held = new Held();
    this.paused = false;
    this.following = true;
    this.over = false;
    this.opened = 0;
    this.dropped = 0;
    this.frame = 0;
    this.detail = new ExchangeView(app);
    this.#build();
    this.list = new List(this.host, {
      make: emptyRow,
      show: showRow,
      open: (row) => app.go(`#/requests/${row.seq}`),
      move: (row) => this.#move(row),
      scrolled: () => {
        this.following = this.list.atEnd;
        this.#tell();
      },
      resized: () => this.#follow(),
    });
  }

  /** Take in what the server tells. */
  news(update) {
    if (!update.rows) return;
    if (this.paused && !update.anew) {
      this.held.add(update);
      this.#tell();
    } else {
      this.held.take();
      this.#take(update);
    }
  }

  /** Show the list, and one request if its number is given. */
  open([seq]) {
    this.opened = Number(seq) || 0;
    this.element.classList.toggle("opened", this.opened > 0);
    const current = this.opened ? this.rows.place(this.opened) : this.list.current;
    this.list.select(current, this.opened > 0);
    this.following = !this.opened && this.list.atEnd;
    if (this.opened) this.detail.open(this.opened);
    else this.detail.close();
    if (this.opened && !this.host.checkVisibility()) this.detail.element.focus();
    this.#tell();
  }

  renew() {
    this.#tell();
  }

  focusFilter() {
    this.filter.focus();
  }

  togglePause() {
    this.paused = !this.paused;
    const held = this.held.take();
    if (held) this.#take(held);
    this.#draw();
    this.pause.classList.toggle("on", this.paused);
  }

  escape() {
    if (document.activeElement === this.filter && this.filter.value) this.#filterBy("");
    else if (this.opened) {
      this.app.go("#/requests");
      this.host.focus();
    }
  }

  #build() {
    const { app } = this;
    this.filter = el("input", {
      type: "search",
      class: "filter",
      placeholder: "Filter: patch 409 -find",
      oninput: () => this.#refilter(),
      "aria-label": "Filter requests: words that must be there, -word for one that must not",
      title: "Words that must be there, -word for one that must not (key: /)",
      "aria-keyshortcuts": "/",
      spellcheck: false,
    });
    this.kind = el(
      "select",
      { onchange: () => this.#refilter(), "aria-label": "Which requests" },
      Object.entries(KINDS).map(([value, label]) => el("option", { value }, label)),
    );
    this.count = el("span", { class: "muted number", role: "status" });
    const key = { "aria-keyshortcuts": "p", title: "p" };
    this.pause = button("Pause", () => this.togglePause(), key);
    const forget = () => app.act(() => call("DELETE", "requests"));
    this.host = el("div", {
      class: "rows",
      id: "requests",
      role: "listbox",
      tabIndex: 0,
      "aria-label": "Requests, oldest first",
      onpointermove: (event) => (this.over = event.pointerType === "mouse"),
      onpointerleave: () => {
        this.over = false;
        this.#follow();
      },
    });
    this.newest = button("", () => this.#toNewest(), { class: "newest", hidden: true });
    this.empty = el("div", { class: "empty", hidden: true });
    const gap = el("span", { class: "gap" });
    const forgetAll = sureButton("Forget all", forget, { class: "quiet" });
    const log = el("div", { class: "log" }, headRow(), this.host, this.newest, this.empty);
    this.element = el(
      "section",
      { class: "requests", "aria-label": "Requests" },
      el("div", { class: "tools" }, this.filter, this.kind, this.count, gap, this.pause, forgetAll),
      el("div", { class: "split" }, log, this.detail.element),
    );
  }

  #take({ rows: news, total, evicted, anew }) {
    const { rows } = this;
    if (anew) rows.clear();
    this.dropped += rows.add(news);
    Object.assign(rows, { total, evicted });
    if (this.opened && news.some(({ seq }) => seq === this.opened)) this.detail.open(this.opened);
    this.frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Show what the rows are now: once a frame, however much has come. */
  #draw() {
    const { rows, list, dropped } = this;
    cancelAnimationFrame(this.frame);
    this.frame = this.dropped = 0;
    list.current = this.opened ? rows.place(this.opened) : Math.max(-1, list.current - dropped);
    list.use(rows.shown, this.following ? 0 : dropped);
    this.#follow();
    this.#tell();
  }

  /** Stay at the end, but move nothing under a pointer that somebody has moved there. */
  #follow() {
    if (this.following && !this.over && !this.list.atEnd) this.list.toEnd();
  }

  #toNewest() {
    this.following = true;
    this.over = false;
    this.list.toEnd();
    this.#tell();
  }

  #move(row) {
    this.following = false;
    this.#tell();
    clearTimeout(this.moving);
    if (!this.opened) return;
    this.moving = setTimeout(() => this.app.go(`#/requests/${row.seq}`, true), SETTLE);
  }

  #filterBy(text) {
    this.filter.value = text;
    this.#refilter();
  }

  #refilter() {
    const { rows, list } = this;
    rows.filter(this.filter.value, this.kind.value);
    list.current = this.opened ? rows.place(this.opened) : -1;
    list.use(rows.shown);
    this.#toNewest();
  }

  #tell() {
    const { all, shown, total, evicted } = this.rows;
    const some = shown.length < all.length ? `${shown.length} of ` : "";
    const lost = evicted ? `, ${evicted} older ones no longer kept` : "";
    write(this.count, `${some}${all.length}${lost}`);
    const waiting = this.held.number;
    write(this.pause, !this.paused ? "Pause" : waiting ? `Resume (${waiting})` : "Resume");
    this.app.count("requests", total);
    this.newest.hidden = this.list.below < 1;
    write(this.newest, `${this.list.below} newer ↓`);
    this.empty.hidden = shown.length > 0;
    if (!shown.length) fill(this.empty, all.length ? this.#nothingFits() : nothingYet(this.app));
  }

  #nothingFits() {
    const showAll = () => {
      this.kind.value = "all";
      this.#filterBy("");
      this.filter.focus();
    };
    const sentence = `None of ${this.rows.all.length} requests fits the filter.`;
    return [el("p", {}, sentence), button("Show all", showAll)];
  }
}

function nothingYet({ deployment }) {
  const address = `${location.origin}${deployment?.base_path ?? ""}`;
  const body = {
    title: "From curl",
    description: "To see it arrive.",
    tags: [],
    owner: "cases",
    settings: { syncAlerts: false },
    connector: { id: "none", name: "none", type: ".none", fields: null },
  };
  return [
    el("p", {}, "No request yet. Point your client at ", el("code", {}, address), ", or try:"),
    command(kibanaCurl(deployment, "GET", "/api/cases/_find?perPage=5")),
    command(kibanaCurl(deployment, "POST", "/api/cases", body)),
  ];
}

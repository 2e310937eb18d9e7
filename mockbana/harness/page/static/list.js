// A list of any length that has only as many elements as can be seen.

import { el } from "./dom.js";

const SPARE = 6;

/**
 * `host` scrolls and takes the keyboard. `make` returns an empty element for a row, `show` writes a
 * row into one, `open` is called for the row that was chosen, `move` for the one the keys go to,
 * `scrolled` when somebody scrolls, `resized` when the height of the host or of a row has changed.
 */
export class List {
  constructor(host, { make, show, open, move, scrolled, resized }) {
    Object.assign(this, { host, make, show, open, move });
    this.rows = [];
    this.current = -1;
    this.height = 0;
    this.top = 0;
    this.pool = [];
    this.space = host.appendChild(el("div", { class: "space", role: "presentation" }));
    host.addEventListener("scroll", () => {
      const bySomebody = Math.abs(host.scrollTop - this.top) > 1;
      this.top = host.scrollTop;
      this.draw();
      if (bySomebody) scrolled();
    }, { passive: true });
    host.addEventListener("keydown", (event) => this.#key(event));
    host.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => this.#measure()).observe(host);
    this.resized = resized;
  }

  /** Show these rows from now on; `dropped` of those before have gone from the top. */
  use(rows, dropped = 0) {
    this.rows = rows;
    if (dropped) this.#scrollTo(this.host.scrollTop - dropped * this.height);
    this.draw();
  }

  /** Whether the end of the list can be seen. */
  get atEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.host;
    return scrollTop + clientHeight >= scrollHeight - 2;
  }

  /** How many rows lie below what can be seen. */
  get below() {
    const { scrollTop, clientHeight } = this.host;
    const seen = this.height ? Math.ceil((scrollTop + clientHeight) / this.height - 0.5) : 0;
    return this.height ? Math.max(0, this.rows.length - seen) : 0;
  }

  toEnd() {
    this.draw();
    this.#scrollTo(this.rows.length * this.height);
    this.draw();
  }

  /** Make a row the current one. */
  select(index, reveal = false) {
    this.current = index;
    if (reveal && index >= 0) this.#reveal(index);
    this.draw();
  }

  /** Bring what is seen up to date. */
  draw() {
    if (!this.height && !this.#measure()) return;
    this.space.style.height = `${Math.ceil(this.rows.length * this.height)}px`;
    const first = Math.max(0, Math.floor(this.host.scrollTop / this.height) - SPARE);
    const number = Math.ceil(this.host.clientHeight / this.height) + 2 * SPARE;
    while (this.pool.length < number) this.#grow();
    this.pool.forEach((element, slot) => {
      const turn = Math.ceil((first - slot) / this.pool.length);
      this.#place(element, slot + Math.max(0, turn) * this.pool.length);
    });
    const active = this.pool.find((element) => element.at === this.current && !element.hidden);
    if (active) this.host.setAttribute("aria-activedescendant", active.id);
    else this.host.removeAttribute("aria-activedescendant");
  }

  #place(element, index) {
    const row = this.rows[index];
    element.hidden = !row;
    element.at = index;
    if (!row) return;
    element.style.transform = `translateY(${Math.round(index * this.height)}px)`;
    element.classList.toggle("odd", index % 2 === 1);
    element.setAttribute("aria-selected", String(index === this.current));
    element.setAttribute("aria-posinset", String(index + 1));
    element.setAttribute("aria-setsize", String(this.rows.length));
    this.show(element, row);
  }

  #grow() {
    const element = this.make();
    element.id = `${this.host.id}-${this.pool.length}`;
    element.setAttribute("role", "option");
    this.pool.push(element);
    this.space.append(element);
  }

  #measure() {
    if (!this.pool.length) this.#grow();
    const probe = this.pool[0];
    const hidden = probe.hidden;
    probe.hidden = false;
    const height = probe.getBoundingClientRect().height;
    probe.hidden = hidden;
    if (!height) return false;
    const top = this.height ? this.host.scrollTop / this.height : 0;
    const changed = height !== this.height;
    this.height = height;
    if (changed) this.#scrollTo(top * height);
    this.draw();
    this.resized();
    return true;
  }

  #reveal(index) {
    const top = index * this.height;
    const { scrollTop, clientHeight } = this.host;
    if (top < scrollTop) this.#scrollTo(top);
    const below = top + this.height - clientHeight;
    if (below > scrollTop) this.#scrollTo(below);
  }

  #scrollTo(top) {
    this.host.scrollTop = top;
    this.top = this.host.scrollTop;
  }

  #click(event) {
    const element = event.target.closest("[role=option]");
    if (!element || element.hidden) return;
    this.select(element.at);
    this.open(this.rows[element.at]);
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.host.clientHeight / this.height) - 1);
    const last = this.rows.length - 1;
    const from = this.current < 0 ? last + 1 : this.current;
    const steps = {
      ArrowDown: Math.min(last, this.current < 0 ? last : from + 1),
      ArrowUp: Math.max(0, from - 1),
      PageDown: Math.min(last, from + page),
      PageUp: Math.max(0, from - page),
      Home: 0,
      End: last,
    };
    if (event.key === "Enter" && this.current >= 0) this.open(this.rows[this.current]);
    else if (event.key in steps && last >= 0) {
      this.select(steps[event.key], true);
      this.move(this.rows[this.current]);
    } else return;
    event.preventDefault();
  }
}

// The requests that the page knows, and those of them that the filter lets through.

const KEEP = 10_000;
const SLACK = 1000;

/** Whether a row is of a kind: all, refused, struck by a fault, on an unknown route. */
export const KINDS = {
  all: () => true,
  refused: (row) => Boolean(row.why) || row.status >= 400,
  fault: (row) => row.fault !== null,
  unknown: (row) => row.unknown,
};

export class Rows {
  constructor() {
    this.words = [];
    this.kind = "all";
    this.clear();
  }

  clear() {
    this.all = [];
    this.shown = [];
    this.known = new Map();
    this.total = 0;
    this.evicted = 0;
  }

  /** Take rows in, or what has become of them; return how many shown ones went for good. */
  add(rows) {
    for (const row of rows) {
      const known = this.known.get(row.seq);
      if (known) this.#update(known, row);
      else if (row.seq > (this.all.at(-1)?.seq ?? 0)) this.#append(row);
    }
    return this.all.length > KEEP + SLACK ? this.#drop() : 0;
  }

  /** Show only rows of a kind with all the words in them, and none of those after a minus. */
  filter(text, kind) {
    this.words = text.toLowerCase().split(/\s+/).filter((word) => word && word !== "-");
    this.kind = kind;
    this.shown = this.all.filter((row) => this.#fits(row));
  }

  /** Return the place of a request among those shown, -1 when it isn't. */
  place(seq) {
    const at = this.#from(seq);
    return this.shown[at]?.seq === seq ? at : -1;
  }

  #append(row) {
    row.text = haystack(row);
    this.known.set(row.seq, row);
    this.all.push(row);
    if (this.#fits(row)) this.shown.push(row);
  }

  #update(known, row) {
    Object.assign(known, row, { text: haystack(row) });
    const at = this.#from(row.seq);
    if (this.shown[at] !== known && this.#fits(known)) this.shown.splice(at, 0, known);
  }

  #from(seq) {
    let low = 0;
    let high = this.shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.shown[middle].seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fits(row) {
    return KINDS[this.kind](row) && this.words.every((word) => has(row.text, word));
  }

  #drop() {
    const dropped = this.all.splice(0, this.all.length - KEEP);
    for (const row of dropped) this.known.delete(row.seq);
    const before = this.shown.length;
    const first = this.#from(this.all[0].seq);
    this.shown.splice(0, first);
    return before - this.shown.length;
  }
}

/** News that wait while the page is paused: of each request the latest, as many as are kept. */
export class Held {
  constructor() {
    this.rows = new Map();
    this.rest = null;
  }

  get number() {
    return this.rows.size;
  }

  add({ rows, ...rest }) {
    for (const row of rows) this.rows.set(row.seq, row);
    for (const seq of this.rows.keys()) {
      if (this.rows.size <= KEEP) break;
      this.rows.delete(seq);
    }
    this.rest = rest;
  }

  /** Return all of them as one piece of news, and forget them; null when there are none. */
  take() {
    const rows = [...this.rows.values()].sort((one, other) => one.seq - other.seq);
    const held = this.rest && { rows, ...this.rest };
    this.rows.clear();
    this.rest = null;
    return held;
  }
}

function has(text, word) {
  return word.startsWith("-") ? !text.includes(word.slice(1)) : text.includes(word);
}

function haystack(row) {
  const parts = [`#${row.seq}`, row.method, row.path, row.status, row.user, row.why, ...row.faults];
  return parts.filter((part) => part !== null).join(" ").toLowerCase();
}

// Server-sent events, read with fetch: unlike EventSource it can send the token.

import { request } from "./api.js";

const SILENCE = 25_000;
const SLICE = 12;
const WAITS = [500, 1000, 2000, 4000, 5000];

/**
 * Listen for as long as the page is open. After a lost connection it goes on where it was.
 * `told` gets the data of each event, `became` the state: "live", "lost".
 */
export async function listen(told, became) {
  let mark = "";
  let tries = 0;
  for (;;) {
    const abort = new AbortController();
    try {
      await read(abort, mark, (id, data) => {
        mark = id ?? mark;
        tries = 0;
        if (data) told(JSON.parse(data));
      }, () => became("live"));
    } catch {
      // the server is gone, or the network: try again
    }
    abort.abort();
    became("lost");
    await new Promise((done) => setTimeout(done, WAITS[Math.min(tries++, WAITS.length - 1)]));
  }
}

async function read(abort, mark, event, connected) {
  const headers = mark ? { "Last-Event-ID": mark } : {};
  const response = await request("events", { headers, signal: abort.signal });
  if (!response.ok) throw new Error(`events: ${response.status}`);
  connected();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await within(SILENCE, reader.read(), abort);
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    let began = performance.now();
    for (const text of events) {
      if (!document.hidden && performance.now() > began + SLICE) {
        await new Promise((done) => setTimeout(done)); // lets the browser draw, and the user act
        began = performance.now();
      }
      try {
        event(...parsed(text));
      } catch (error) {
        reportError(error);
      }
    }
  }
}

function parsed(text) {
  let id;
  const data = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("id: ")) id = line.slice(4);
    if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  return [id, data.join("\n")];
}

async function within(milliseconds, promise, abort) {
  const timer = setTimeout(() => abort.abort(), milliseconds);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

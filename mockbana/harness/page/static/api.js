// The control API, and the token that it may want.

const BASE = new URL("./", location.href.split("#")[0]);
const KEY = "mockbana-admin-token";
let asking = null;
let ask = () => Promise.reject(new Error("nobody to ask for the token"));

/** A refusal of the control API: its sentence, its status, and the place that it is about. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body.error ?? `the server answered ${status}`);
    this.status = status;
    this.path = body.path ?? null;
  }
}

/** Return an error as a sentence for people. */
export function inWords(error) {
  const text = error instanceof Refusal ? error.message : `the server doesn't answer: ${error.message}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Say who asks the user for the admin token: a function of whether one was wrong. */
export function askWith(function_) {
  ask = function_;
}

/** Whether a token is in use. */
export function hasToken() {
  return sessionStorage.getItem(KEY) !== null;
}

/** Return the response to a call; asks for the token until the server takes it. */
export async function request(path, options = {}) {
  for (;;) {
    const token = sessionStorage.getItem(KEY);
    const headers = { ...options.headers };
    if (token !== null) headers.Authorization = `Bearer ${bytes(token)}`;
    // without credentials, else the browser asks for a password of its own accord
    const shared = { credentials: "omit", cache: "no-store" };
    const response = await fetch(new URL(path, BASE), { ...options, ...shared, headers });
    if (response.status !== 401) return response;
    if (sessionStorage.getItem(KEY) === token) await renewed(token !== null);
  }
}

/** Return text so that its UTF-8 can go into a header, which takes nothing but bytes. */
function bytes(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

async function renewed(wasWrong) {
  asking ??= ask(wasWrong).then((token) => sessionStorage.setItem(KEY, token));
  try {
    await asking;
  } finally {
    asking = null;
  }
}

/** Return the JSON of a call; a body that is no file goes out as JSON. Throws a Refusal. */
export async function call(method, path, body) {
  const sent = body === undefined || body instanceof Blob ? body : JSON.stringify(body);
  const response = await request(path, { method, body: sent });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

/** Save what a call answers as a file. */
export async function download(path, name) {
  const response = await request(path);
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})));
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// A new fault rule: filled in, seen as JSON, added.

import { call, inWords } from "./api.js";
import { controlCurl } from "./commands.js";
import { command } from "./copy.js";
import { el, fill, write } from "./dom.js";

const WHAT = {
  unauthorized: "401: the credentials are missing, wrong or expired",
  forbidden: "403, naming what may not be done",
  not_found: "404, naming the cases",
  version_conflict: "409: another user was quicker",
  overloaded: "429: Server is overloaded",
  rate_limited: "429 to those who come too often, with Retry-After",
  internal_error: "500 in Kibana's envelope",
  bad_gateway: "502 of a proxy, in HTML",
  not_ready: "503 in plain text, while Kibana starts",
  license_unavailable: "503: the licence isn't known",
  shutting_down: "503: Kibana is going",
  gateway_timeout: "504 of a proxy, in HTML",
  status: "any status, body and headers",
  delay: "the right answer, later",
  hang: "no answer until the client gives up",
  connection_reset: "a TCP reset",
  empty_response: "an orderly end without a byte",
  random_data_then_close: "bytes that aren't HTTP",
  malformed_response_chunk: "one good chunk, then garbage",
  truncated_body: "fewer bytes than announced",
  malformed_json: "200 with half the JSON",
  slow_body: "the right answer in drips",
  refused: "the port is closed: needs seconds, since this page is behind it, too",
  bad_certificate: "a certificate that no client should trust; needs TLS",
};
const CHOICES = {
  reason: ["missing", "bad_credentials", "expired"],
  mode: ["concurrent_edit", "stale"],
  per: ["user"],
  problem: ["expired", "self_signed", "wrong_host"],
  method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  owner: ["cases", "observability", "securitySolution"],
};
const TEXT = new Set(["path", "user", "space", "message", "distribution", "case_id"]);
const EXAMPLES = {
  path: "/api/cases/*",
  case_id: "an id",
  space: "default",
  json: '{"cases": [{"id": "…"}]}',
  edit: '{"severity": "high"}',
  headers: '{"x-name": "value", "set-cookie": ["a=1", "b=2"]}',
  requests: "10",
  user: "a name",
  retry_after: "seconds",
  times: "no limit",
  distribution: "uniform(0.1, 0.5)",
};
const FIRST = ["method", "path", "case_id"];

export function faultForm(app) {
  let known = null;
  const kind = el("select", { onchange: () => useKind() });
  const what = el("p", { class: "muted" });
  const phase = el(
    "select",
    {},
    el("option", { value: "" }, "before: the request has no effect"),
    el("option", { value: "after" }, "after: it has its effect, the answer is lost"),
  );
  const parts = { parameters: el("div"), match: el("div"), schedule: el("div"), more: el("div") };
  const preview = el("div", { class: "preview" });
  const told = el("p", { class: "told", role: "status" });
  const element = el(
    "form",
    { class: "card add", onsubmit: (event) => add(event), oninput: () => show() },
    el("h3", {}, "Add a rule"),
    labelled("kind", kind),
    what,
    parts.parameters,
    el("h4", {}, "For which requests"),
    parts.match,
    el("h4", {}, "How often"),
    parts.schedule,
    el("details", {}, el("summary", {}, "More"), labelled("phase", phase), parts.more),
    el("button", { type: "submit", class: "main" }, "Add"),
    told,
    preview,
  );

  async function open() {
    known ??= await app.act(() => call("GET", "view/faults"));
    if (!known || kind.options.length) return;
    kind.append(...Object.keys(known.kinds).map((name) => el("option", { value: name }, name)));
    kind.value = "version_conflict" in known.kinds ? "version_conflict" : kind.options[0].value;
    const { times, ...rest } = known.schedule;
    const others = known.match.filter((name) => !FIRST.includes(name));
    fill(parts.match, FIRST.map((name) => field("match", name)));
    fill(parts.schedule, field("schedule", "times", times));
    fill(
      parts.more,
      others.map((name) => field("match", name)),
      Object.entries(rest).map(([name, expected]) => field("schedule", name, expected)),
    );
    useKind();
  }

  function useKind() {
    write(what, WHAT[kind.value] ?? "");
    const parameters = Object.entries(known.kinds[kind.value]);
    const fields = parameters.map(([name, expected]) => field("parameter", name, expected));
    fill(parts.parameters, fields);
    show();
  }

  function rule() {
    const made = { kind: kind.value };
    const match = {};
    for (const input of element.querySelectorAll("[data-group]")) {
      if (input.value === "") continue;
      const target = input.dataset.group === "match" ? match : made;
      target[input.name] = read(input.name, input.value);
    }
    if (Object.keys(match).length) made.match = match;
    if (phase.value) made.phase = phase.value;
    return made;
  }

  function show() {
    write(told, "");
    fill(preview, command(controlCurl("POST", "faults", rule())));
  }

  async function add(event) {
    event.preventDefault();
    try {
      const { id } = await call("POST", "faults", rule());
      write(told, `Added as ${id}.`);
    } catch (error) {
      const named = !error.path || error.message.includes(`"${error.path}"`);
      write(told, named ? inWords(error) : `${error.path}: ${error.message}`);
    }
  }

  return { element, open };
}

function labelled(name, input) {
  return el("label", {}, el("span", {}, name), input);
}

function field(group, name, expected = "") {
  const data = { group };
  const choices = CHOICES[name];
  if (!choices) {
    const hints = { title: expected, placeholder: EXAMPLES[name] ?? hint(expected) };
    return labelled(name, el("input", { name, data, ...hints }));
  }
  const optional = { per: "all together" }[name] ?? `${choices[0]} (default)`;
  const none = group === "match" ? "any" : optional;
  const options = choices.map((value) => el("option", { value }, value));
  return labelled(name, el("select", { name, data }, el("option", { value: "" }, none), options));
}

function hint(expected) {
  return expected.replace(/^an? | \(.*\)/g, "");
}

function read(name, text) {
  if (TEXT.has(name)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

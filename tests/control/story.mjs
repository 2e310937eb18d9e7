// A whole story from a client that is not Python: no library, just fetch.
// usage: node story.mjs http://localhost:5601 [ADMIN_TOKEN]
import assert from "node:assert/strict";

const [url, token] = process.argv.slice(2);

async function control(method, path, body) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const reply = await fetch(`${url}/__mockbana__/${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: reply.status, body: await reply.json() };
}

async function patch(change) {
  const reply = await fetch(`${url}/api/cases`, {
    method: "PATCH",
    headers: {
      "content-type": "application/json",
      "kbn-xsrf": "story",
      authorization: `Basic ${btoa("elastic:changeme")}`,
    },
    body: JSON.stringify({ cases: [change] }),
  });
  return { status: reply.status, body: await reply.json() };
}

// Start from exactly this, whatever was there before.
const seed = { cases: [{ id: "wave", title: "Phishing wave" }] };
assert.deepEqual((await control("POST", "reset", seed)).body, { cases: 1 });
assert.equal((await control("GET", "health")).body.status, "ok");

// The clock stands still, so that every date is known.
await control("POST", "clock", { freeze: "2030-01-01T00:00:00Z" });

// The first PATCH meets a fault, once.
const fault = { kind: "unauthorized", times: 1, match: { method: "PATCH" } };
assert.equal((await control("POST", "faults", fault)).status, 201);
const { version } = (await control("GET", "cases/wave")).body;
const change = { id: "wave", version, status: "closed" };
assert.equal((await patch(change)).status, 401);

// The second one is done, the third one comes with an old version.
const done = await patch(change);
assert.equal(done.status, 200);
assert.equal(done.body[0].closed_at, "2030-01-01T00:00:00.000Z");
assert.equal((await patch(change)).status, 409);

// What was sent can be verified, and a wrong guess is told what came closest.
const match = { method: "PATCH", json: { cases: [{ id: "wave", status: "closed" }] } };
assert.deepEqual((await control("POST", "requests/verify", { match, count: 3 })).body, { ok: true });
const missed = await control("POST", "requests/verify", { match: { ...match, status: 500 } });
assert.equal(missed.status, 409);
assert.deepEqual(missed.body.near_misses[0].differences[0].path, "status");

// The same, for a client that is still at work.
const waited = await control("GET", "requests/wait?method=PATCH&status=200&count=1&timeout=5");
assert.equal(waited.body[0].case_ids[0], "wave");
const late = await control("GET", "requests/wait?method=DELETE&timeout=0.05");
assert.equal(late.status, 408);

// The record, for people and for tools.
const [struck] = (await control("GET", "requests?fault=f1")).body;
assert.equal(struck.headers.authorization ?? struck.headers.Authorization, "Basic ***");
assert.equal((await control("GET", "requests.har")).body.log.entries.length, 3);
assert.equal((await control("GET", "faults")).body[0].fired, 1);

// One of them, and all of them forgotten.
assert.equal((await control("GET", `requests/${struck.seq}`)).body.status, 401);
assert.equal((await control("DELETE", "requests")).body.removed, 3);
assert.equal((await control("DELETE", "faults")).body.removed, 1);
assert.equal((await control("GET", "requests/1")).status, 404);

// More cases, and back to where it was.
const { id } = (await control("POST", "savepoints")).body;
assert.equal((await control("POST", "load", { cases: [{ fake: 2 }] })).body.cases, 3);
assert.equal((await control("POST", "cases", { title: "By hand" })).status, 201);
assert.equal((await control("GET", "cases")).body.length, 4);
assert.equal((await control("POST", `savepoints/${id}/restore`)).body.cases, 1);
assert.equal((await control("DELETE", `savepoints/${id}`)).status, 200);

// What makes no sense is refused with one sentence and the place that it is about.
const refused = await control("POST", "load", { cases: [{ titel: "?" }] });
assert.deepEqual([refused.status, refused.body.path], [400, "cases[0].titel"]);

// The state as a whole: kept, changed, put back.
const snapshot = (await control("GET", "snapshot")).body;
await control("PATCH", "settings", { require_auth: true });
await control("PATCH", "cases/wave", { title: "Changed by somebody else" });
assert.deepEqual((await control("POST", "reset", snapshot)).body, { cases: 1 });
assert.deepEqual((await control("GET", "snapshot")).body, snapshot);

// What is served, as OpenAPI.
const { openapi, paths } = (await control("GET", "openapi.json")).body;
assert.match(openapi, /^3\.1/);
assert.ok(paths["/api/cases"].patch.requestBody.required);

assert.deepEqual((await control("GET", "bugs")).body, []);
console.log("done");

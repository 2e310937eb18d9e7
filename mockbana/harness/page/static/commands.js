// The same from a terminal: curl for what an empty view asks for.

import { hasToken } from "./api.js";

const INSECURE = location.protocol === "https:" ? " -k" : "";

/** Return a curl command for a call of Kibana's API. */
export function kibanaCurl(deployment, method, path, body) {
  const user = deployment?.settings.require_auth ? " -u elastic:changeme" : "";
  const write = method === "GET" ? "" : ` -X ${method} -H 'kbn-xsrf: true'`;
  const json = body ? ` -H 'Content-Type: application/json' -d ${word(body)}` : "";
  const url = `${location.origin}${deployment?.base_path ?? ""}${path}`;
  return `curl -s${INSECURE}${user}${write} ${word(url)}${json}`;
}

/** Return a curl command for a call of the control API. */
export function controlCurl(method, path, body) {
  const token = hasToken() ? ' -H "Authorization: Bearer $TOKEN"' : "";
  const how = method === "GET" || (method === "POST" && body) ? "" : ` -X ${method}`;
  const json = body ? ` -d ${word(body)}` : "";
  return `curl -s${INSECURE}${token}${how} ${word(String(new URL(path, base())))}${json}`;
}

function base() {
  return new URL("./", location.href.split("#")[0]);
}

/** Return text, or a value as JSON, as one word for the shell. */
function word(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w:/.@%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

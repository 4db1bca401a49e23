// Asks the service on behalf of a reviewer: the session travels as a cookie, changes carry its token.

import { checked } from "../reading.js";

const WIDTH = 1800; // pixels: some more than a scan of 200 dots an inch has

let csrf = "";

/** From here on changes carry the token of this session (null: nobody is signed in). */
export function useSession(session) {
  csrf = session?.csrf ?? "";
}

/** The response. Throws Refusal where the service refuses, TypeError where it cannot be reached. */
export async function ask(method, path, { body, headers = {}, signal } = {}) {
  const sent = { Accept: "application/json", ...headers };
  if (method !== "GET") sent["X-CSRF-Token"] = csrf;
  if (body !== undefined) sent["Content-Type"] = "application/json";
  return checked(await fetch(path, { method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body), signal }));
}

/** What the service answers, as data. Throws like `ask`. */
export async function look(path, signal) {
  return (await ask("GET", path, { signal })).json();
}

/** The path of a report; `rest` follows it. */
export const reportPath = (sha256, rest = "") => `/reviews/${encodeURIComponent(sha256)}${rest}`;

/** The path of a page's image, of the same size for all views, so that it is drawn and fetched once. */
export const pagePath = (sha256, page) => reportPath(sha256, `/pages/${page}?width=${WIDTH}`);

/** The given parameters as a query, empty ones left out. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

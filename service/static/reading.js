// Talks to the service: sends the file, hears of progress, gets the result, the form and the page images.

/** A refusal by the service, as its problem says. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const KEY = "gouji.key"; // kept in this tab alone
let reviewer = null; // the session of the review page, once it was needed

/** From here on send this API key; an empty one: none. */
export function useKey(key) {
  sessionStorage.setItem(KEY, key);
}

/** Read a report. `onProgress(stage, done, total)`. Throws Refusal. */
export async function readReport(file, onProgress, signal) {
  const response = await send(`/extract?name=${encodeURIComponent(file.name)}`, file, signal, "text/event-stream");
  for await (const { name, data } of events(response.body)) {
    if (name === "progress") onProgress(data.stage, data.done, data.total);
    if (name === "problem") throw new Refusal(data);
    if (name === "result") return data;
  }
  throw new Refusal({ title: "连接中断", detail: "没有等到结果，连接就断了。请再试一次", code: "internal" });
}

/** The image of a page (from 1) as an object URL. Throws Refusal. */
export async function readPage(file, page, signal) {
  const response = await send(`/pages?page=${page}&width=1400`, file, signal, "image/webp");
  return URL.createObjectURL(await response.blob());
}

/** The form of a version, as data. */
export async function readForm(version) {
  return (await checked(await fetch(`/forms/${encodeURIComponent(version)}`))).json();
}

/** Without a key of its own, a page that is refused asks again as the reviewer who is signed in now, if anybody is. */
async function send(url, file, signal, accept) {
  const post = () => fetch(url, { method: "POST", body: file, signal, ...standing(accept) });
  const as = reviewer;
  const response = await post();
  if (![401, 403].includes(response.status) || sessionStorage.getItem(KEY)) return checked(response);
  if (reviewer === as) { // else another request has found out meanwhile
    const session = await fetch("/session", { signal });
    reviewer = session.ok ? await session.json() : null;
  }
  return checked(reviewer ? await post() : response);
}

/** In whose name a request is sent: that of a key, of a reviewer (whose cookie needs its token), or nobody's. */
function standing(accept) {
  const headers = { Accept: accept, "Content-Type": "application/octet-stream" };
  const key = sessionStorage.getItem(KEY);
  if (key) return { headers: { ...headers, Authorization: `Bearer ${key}` }, credentials: "omit" };
  if (reviewer) return { headers: { ...headers, "X-CSRF-Token": reviewer.csrf }, credentials: "same-origin" };
  return { headers, credentials: "omit" };
}

/** The response where it is not a refusal. Throws Refusal. */
export async function checked(response) {
  if (response.ok) return response;
  const isProblem = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  if (isProblem) throw new Refusal(await response.json());
  throw new Refusal({ title: "服务出错", detail: `服务答以 ${response.status}。请稍后再试`, code: "internal" });
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (buffer + value).split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) {
      const match = /^event: (\w+)\ndata: (.*)$/s.exec(block);
      if (match) yield { name: match[1], data: JSON.parse(match[2]) };
    }
  }
}

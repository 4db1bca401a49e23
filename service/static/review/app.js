// The review page: who is there, which view stands, and where the keys go.

import { byId } from "../dom.js";
import { CellView } from "./cells.js";
import { Desk } from "./desk.js";
import { actionOf } from "./keys.js";
import { keysDialog } from "./keys_table.js";
import { QueueView } from "./queue.js";
import { ReportView } from "./report.js";
import { SignIn } from "./signin.js";
import { SourceError } from "./source_error.js";
import { Trouble } from "./trouble.js";

const TITLES = { queue: "待核对列表", cells: "逐格核对", report: "整份表格" };

const OFTEN = 10000; // milliseconds

const desk = begin();
const sourceError = new SourceError(byId("source-error"));
const showKeys = keysDialog(byId("keys"));
const app = {
  say: (text) => { byId("say").textContent = text; },
  go: (hash) => { location.hash = hash; },
  confirmSource: (checks, confirm) => sourceError.open(checks, confirm),
  fault,
};
const signIn = new SignIn(byId("signin"), desk, route);
const views = {
  queue: new QueueView(byId("queue"), desk, app.go),
  cells: new CellView(byId("cells"), desk, app),
  report: new ReportView(byId("report"), desk, app),
};
new Trouble(byId("saving"), byId("trouble"), desk);
let current = null;

function begin() {
  try {
    return new Desk();
  } catch (error) {
    byId("fault").hidden = false;
    byId("fault").textContent = "浏览器不让这一页保存数据（可能是无痕模式或隐私设置），决定就可能丢失，所以不能在这里核对";
    throw error;
  }
}

/** The view that the address names, with its parameters: `#/report/<sha256>?field=…`. */
function where() {
  const [path, search = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, sha256] = path.split("/");
  const params = Object.fromEntries(new URLSearchParams(search));
  return { name: name in views ? name : "queue", params: sha256 ? { ...params, sha256: decodeURIComponent(sha256) } : params };
}

async function route() {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  if (!desk.session) return askName();
  const { name, params } = where();
  current?.close();
  current = views[name];
  stand(name);
  try {
    await current.open(params);
  } catch (error) {
    fault(error);
  }
}

/** Which section stands: one of the views, `signin` or `fault`. */
function stand(name) {
  for (const id of [...Object.keys(views), "signin", "fault"]) byId(id).hidden = id !== name;
  byId("views").hidden = !(name in views);
  for (const link of byId("views").children) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${TITLES[name] ?? "核对"} · 勾稽`;
}

function askName() {
  current?.close();
  current = null;
  stand("signin");
  signIn.open();
}

function fault(error) {
  if ([401, 403].includes(error.problem?.status)) { again(); return; }
  if (error.name === "AbortError") return;
  stand("fault");
  byId("fault").textContent = error.problem?.detail ?? `连不上服务（${error.message}）。请确认它还在运行，再刷新这一页`;
}

let resumed = 0; // when a session was last taken up, so that one that does not help is not taken up for ever

/** The session is over, or another tab began one: take that up if it is the same person's, else ask. */
async function again() {
  const name = desk.session?.name;
  const isNew = Date.now() - resumed > OFTEN;
  desk.session = null;
  resumed = Date.now();
  const session = isNew ? await desk.resume().catch(() => null) : null;
  if (!session || session.name !== name) askName();
}

desk.addEventListener("signin", again);
desk.addEventListener("session", () => {
  byId("sign-out").hidden = !desk.session;
  byId("sign-out").textContent = desk.session ? `${desk.session.name}　退出` : "";
});
byId("sign-out").addEventListener("click", () => desk.signOut().finally(() => route()));
byId("show-keys").addEventListener("click", showKeys);
window.addEventListener("hashchange", route);
window.addEventListener("online", () => desk.sender.kick());
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.isComposing) return;
  const action = actionOf(event);
  const isTyping = event.target.matches("input, textarea, select");
  const isButton = event.target.matches("button, a, summary") && action?.name === "accept";
  const goesOn = !isTyping || (action?.name === "accept" && event.target.matches(".card input"));
  if (!action || isButton || !goesOn) return;
  if (action.name === "keys") showKeys();
  else if (!current?.onKey(action)) return;
  event.preventDefault();
});

desk.resume().then(route, fault);

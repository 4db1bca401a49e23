// The page: drop a file, watch it being read, look at the figures beside the original.

import { byId, make, mark } from "./dom.js";
import { detail, findings, legend, nameFields, summary, touches } from "./findings.js";
import { decodeText } from "./decoding.js";
import { PageView, TextView } from "./pages.js";
import { readForm, readPage, readReport, useKey } from "./reading.js";
import { layOut } from "./tables.js";
import { STAGES } from "./words.js";

let current = new AbortController();
let latest = null; // the file that was last asked for

byId("file").addEventListener("change", ({ target }) => {
  if (target.files.length) read(target.files[0]);
  target.value = ""; // so that the same file can be chosen again
});
byId("access").addEventListener("submit", (event) => {
  event.preventDefault();
  useKey(byId("key").value.trim());
  byId("key").value = "";
  read(latest);
});
byId("cancel").addEventListener("click", () => { current.abort(); stand("drop"); });
for (const name of ["dragover", "drop", "dragleave"]) {
  window.addEventListener(name, (event) => {
    event.preventDefault();
    document.body.classList.toggle("dragging", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) read(event.dataTransfer.files[0]);
  });
}

async function read(file) {
  current.abort();
  const mine = (current = new AbortController());
  latest = file;
  byId("filename").textContent = file.name;
  stand("working");
  tellProgress("open", 0, 1);
  try {
    const report = await readReport(file, tellProgress, mine.signal);
    const form = await readForm(report.form.version);
    const text = report.document.media_type.startsWith("text/") ? await decodeText(file) : null;
    if (!mine.signal.aborted) present(file, report, form, text, mine.signal);
  } catch (error) {
    if (!mine.signal.aborted) refuse(error);
  }
}

/** Which part of the page stands: drop, working, refusal or result. */
function stand(state) {
  byId("welcome").hidden = state === "result";
  byId("result").hidden = state !== "result";
  byId("drop").hidden = state === "working";
  byId("working").hidden = state !== "working";
  byId("refusal").hidden = state !== "refusal";
  byId("download").hidden = state !== "result";
}

function tellProgress(stage, done, total) {
  byId("stage").textContent = `${STAGES[stage] ?? stage}${total > 1 ? ` ${done} / ${total}` : ""}…`;
  const bar = byId("bar");
  if (stage === "read") bar.value = total ? done / total : 0;
  else if (stage === "assemble") bar.value = 1;
  else bar.removeAttribute("value");
}

function refuse(error) {
  const problem = error.problem ?? { title: "连不上服务", detail: "请确认服务还在运行，然后再试一次", code: "network" };
  stand("refusal");
  byId("access").hidden = problem.status !== 401;
  if (problem.status === 401) byId("key").focus();
  byId("refusal-title").textContent = problem.title;
  byId("refusal-detail").textContent = problem.detail;
  byId("refusal-code").textContent = problem.code;
  byId("refusal-request").textContent = problem.request_id ? `，编号 ${problem.request_id}` : "";
}

function present(file, report, form, text, signal) {
  stand("result");
  const names = nameFields(form);
  const { element, cells } = layOut(form, report);
  const view = text === null
    ? new PageView(byId("source"), (page) => readPage(file, page, signal), report, onPoint, signal)
    : new TextView(byId("source"), text, report, onPoint);
  const failing = report.checks.filter((c) => c.status === "fail");
  mark(cells, "fails", [...cells.keys()].filter((id) => failing.some((c) => touches(c, id))));

  function pick(id, { inTable, inSource }) {
    mark(cells, "picked", [id]);
    byId("detail").replaceChildren(...detail(id, report, names));
    view.show(report.fields[id], inSource);
    if (!inTable) return;
    mark(cells, "member", []);
    cells.get(id).scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function onPoint(id, isClick) {
    pick(id, { inTable: true, inSource: false });
    if (isClick) cells.get(id).focus({ preventScroll: true });
  }

  for (const [id, cell] of cells) {
    cell.addEventListener("pointermove", (event) => {
      if (moved(event)) pick(id, { inTable: false, inSource: true });
    });
    cell.addEventListener("focus", () => pick(id, { inTable: false, inSource: true }));
  }
  const actions = {
    pick: (id) => { pick(id, { inTable: true, inSource: true }); cells.get(id).focus(); },
    show: (place) => view.show(place, true),
    check: (check) => {
      const ids = [...check.left.fields, ...check.right.fields];
      mark(cells, "member", ids);
      cells.get(ids.at(-1))?.scrollIntoView({ block: "center" });
      view.show(report.fields[ids.at(-1)], true);
      byId("detail").replaceChildren(make("p", "", make("strong", "", check.message)));
    },
  };
  byId("summary").replaceChildren(summary(report, actions.show));
  byId("findings").replaceChildren(findings(report, names, actions));
  byId("legend").replaceChildren(legend());
  byId("tables").replaceChildren(element);
  byId("detail").replaceChildren(make("p", "quiet", "把指针移到一格上，或用方向键逐格查看"));
  byId("left").scrollTop = byId("source").scrollTop = 0;
  byId("download").onclick = () => save(report, file.name);
}

// When a pane scrolls under a pointer at rest, the cell that comes under it was not pointed at.
let lastPoint = "";
function moved(event) {
  const point = `${event.screenX},${event.screenY}`;
  const isNew = point !== lastPoint;
  lastPoint = point;
  return isNew;
}

function save(report, name) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(report, null, 1), "\n"], { type: "application/json" }));
  link.download = `${name.replace(/\.[^.]*$/, "")}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

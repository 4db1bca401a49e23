// What both views of cells do with a decision.

/**
 * Keep a decision made since a moment over a version of the report (`base`); whether the browser could. `warn(text)` is
 * told why not.
 */
export function keep(desk, sheet, field, verdict, { base, since, warn }) {
  try {
    desk.decide(sheet, field, { base, ...verdict, seconds: Math.round(performance.now() - since) / 1000 });
    return true;
  } catch (error) {
    warn(`浏览器没有能存下这个决定（${error.message}），请清理浏览器的存储空间再试`);
    return false;
  }
}

/** Ask whether one of these failing checks is the source's own error, and keep that. `onKept()` afterwards. */
export function confirmSource(app, desk, sheet, failing, { warn, onKept = () => {} }) {
  if (!failing.length) return warn("这一格没有不成立的勾稽关系");
  const since = performance.now();
  return app.confirmSource(failing, (check, note) => {
    if (keep(desk, sheet, `check:${check.id}`, { kind: "source", note }, { base: sheet.version, since, warn })) onKept();
  });
}

/** The checks on a field that fail as things stand, and that nobody confirmed. */
export const unconfirmed = (sheet, field) => sheet.checksOn(field).filter((c) => c.status === "fail" && !c.confirmed);

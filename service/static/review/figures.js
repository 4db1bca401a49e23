// Exact sums of what was read and decided, and whether identities hold over them: the rules of models/arithmetic.py.

const SCALE = 12;
const EMPTY = ["blank", "placeholder"];
const KNOWN = ["number", ...EMPTY];

/** A number of the result in units of 10^-12, exactly. */
export function units(value) {
  const text = String(value);
  const plain = /e/i.test(text) ? Number(value).toFixed(SCALE) : text;
  const [, sign, whole, part = ""] = /^(-?)(\d*)\.?(\d*)$/.exec(plain);
  const size = BigInt(whole + part.slice(0, SCALE).padEnd(SCALE, "0"));
  return sign ? -size : size;
}

/** Units as people write the number. */
export function plain(amount) {
  const digits = String(amount < 0n ? -amount : amount).padStart(SCALE + 1, "0");
  const part = digits.slice(-SCALE).replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -SCALE)}${part && `.${part}`}`;
}

const sum = (cells) => cells.reduce((total, cell) => total + (cell.kind === "number" ? units(cell.value) : 0n), 0n);

/**
 * An identity over `current(field)`, which gives kind and value: `{ status, left, right }`, the sides in units or null.
 * A statement of the prose keeps its printed side; what was only doubtful about it stays doubtful.
 */
export function evaluate(check, current) {
  const [left, right] = [check.left, check.right].map((side) => side.fields.map(current));
  if (check.quoted) return evaluateStatement(check, left);
  const terms = [...left, ...right];
  if (!right.length) return { status: check.status, left: sum(left), right: null };
  if (terms.some((t) => !KNOWN.includes(t.kind))) return { status: "unassessable", left: null, right: null };
  const sides = { left: sum(left), right: sum(right) };
  if (terms.every((t) => EMPTY.includes(t.kind))) return { status: "empty", ...sides };
  if (sides.left === sides.right) return { status: "pass", ...sides };
  const short = sides.left < sides.right ? left : right;
  return { status: short.some((t) => EMPTY.includes(t.kind)) ? "incomplete" : "fail", ...sides };
}

function evaluateStatement(check, left) {
  if (!left.length || check.right.value === null) return { status: check.status, left: null, right: null };
  if (left.some((t) => !KNOWN.includes(t.kind))) return { status: "unassessable", left: null, right: null };
  const sides = { left: sum(left), right: units(check.right.value) };
  if (sides.left === sides.right) return { status: "pass", ...sides };
  return { status: check.status === "pass" || check.status === "unassessable" ? "fail" : check.status, ...sides };
}

/** What a field would have to be for the identity to hold, the others as they are; null where that cannot be known. */
export function solve(check, field, current) {
  const inLeft = check.left.fields.includes(field);
  if (check.quoted ? check.right.value === null || check.left.fields.length !== 1 : !check.right.fields.length) return null;
  const others = (side) => side.fields.filter((id) => id !== field).map(current);
  const [own, other] = inLeft ? [check.left, check.right] : [check.right, check.left];
  if ([...others(own), ...others(other)].some((t) => !KNOWN.includes(t.kind))) return null;
  const whole = check.quoted ? units(check.right.value) : sum(others(other));
  return whole - sum(others(own));
}

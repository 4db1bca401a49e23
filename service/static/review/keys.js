// What the keys mean, the same in every view.

const LETTERS = {
  b: "blank", p: "placeholder", u: "unread", s: "source", z: "undo", a: "alternative", g: "suggestion", f: "form",
};
const NAMED = {
  Enter: "accept", Escape: "clear", Backspace: "erase", "?": "keys", "？": "keys",
  ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
};

/** The actions that decide by themselves what a cell holds. */
export const KINDS = ["blank", "placeholder", "unread"];

/** Keys and what they do, for the page that `?` shows. */
export const KEYS = [
  ["Enter", "接受显示的读数；键入了数字，就定为键入的数"],
  ["0–9 . -", "改写：直接键入数字（Backspace 退格，Esc 放弃）"],
  ["B", "这一格是空白（不是 0）"],
  ["P", "这一格是占位符（/、-、—、不适用）"],
  ["U", "有字迹，人也认不出"],
  ["A", "换用下一个备选读数"],
  ["G", "换用勾稽关系推出的数"],
  ["S", "确认：勾稽不成立是原件自己的错误（可加说明）"],
  ["Z", "撤回上一个决定"],
  ["← →", "逐格核对：上一格、下一格，不做决定"],
  ["← ↑ ↓ →", "整份表格：在格间移动"],
  ["F", "在逐格核对与整份表格之间切换"],
  ["?", "显示或关上这张表"],
];

/** The action of a key press, `{ name, text }`, or null. Read off the key's place where an input method hides its name. */
export function actionOf(event) {
  const isUndo = (event.ctrlKey || event.metaKey) && event.code === "KeyZ" && !event.shiftKey;
  if (isUndo) return { name: "undo" };
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = event.key === "Process" ? hiddenKey(event.code) : event.key.normalize("NFKC");
  if (/^[\d.-]$/.test(key) || key === "。") return { name: "digit", text: key === "。" ? "." : key };
  const name = NAMED[key] ?? LETTERS[key.toLowerCase()];
  return name ? { name } : null;
}

function hiddenKey(code) {
  const match = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/.exec(code);
  return match?.[1] ?? match?.[2] ?? "";
}

// The words of the contract in Chinese.

export const STAGES = { open: "打开文件", read: "读取页面", assemble: "整理与验算" };

export const KINDS = {
  number: "数字",
  blank: "空白（不是 0）",
  placeholder: "占位符",
  text: "文字",
  unread: "有字迹，读不准",
  absent: "没有找到这一格",
};

export const STATUSES = {
  pass: "成立",
  fail: "不成立",
  incomplete: "有空白，不能断定",
  empty: "全为空白",
  unassessable: "有格读不出，无法验算",
  doubtful: "说法可能更窄，存疑",
};

export const CAUSES = {
  source: "原件如此",
  reading: "读取可能有误",
  undetermined: "原件有误还是读取有误，尚不能断定",
};

export const percent = (confidence) =>
  confidence >= 0.9995 ? "≥ 99.95 %" : `${(confidence * 100).toFixed(confidence > 0.99 ? 2 : 1)} %`;

/** A reading in words: what is printed, or why there is nothing. */
export function say(kind, value, raw) {
  if (kind === "number") return String(value);
  return raw ? `${KINDS[kind]}「${raw}」` : KINDS[kind];
}

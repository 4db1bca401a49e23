// A text file decoded as the service does (models/sources/media.py): the same candidates, judged the same way.

const JUDGED = 60000; // bytes, or characters, by which an encoding is judged
const STRAY_SHARE = 0.01; // of the glyphs beyond ASCII that may be undecodable, and of all that may be control codes
const USUAL_SHARE = 0.9; // of the glyphs beyond ASCII that are in GB 2312 where a guessed encoding is right
const MARKS = [[[0xef, 0xbb, 0xbf], "utf-8"], [[0xff, 0xfe], "utf-16le"], [[0xfe, 0xff], "utf-16be"]];
const ALLOWED_CONTROLS = new Set("\t\n\r\f\v\x1a");

/** The characters of a file, a byte order mark taken off. */
export async function decodeText(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const candidates = encodings(bytes);
  for (const encoding of candidates) {
    const text = new TextDecoder(encoding).decode(bytes);
    if (isClean([...text.slice(0, 2 * JUDGED)].slice(0, JUDGED))) return text;
  }
  return new TextDecoder(candidates[0] ?? "utf-8").decode(bytes);
}

function encodings(bytes) {
  for (const [mark, encoding] of MARKS) {
    if (mark.every((byte, i) => bytes[i] === byte)) return [encoding];
  }
  const head = bytes.subarray(0, JUDGED);
  const glyphs = (encoding) => [...new TextDecoder(encoding).decode(head)];
  const guesses = head.length % 2 ? ["gb18030"] : ["utf-16le", "utf-16be", "gb18030"];
  const judged = guesses.map((encoding) => ({ encoding, share: usualShare(glyphs(encoding)) }));
  const likely = judged.filter((g) => g.share >= USUAL_SHARE).sort((a, b) => b.share - a.share).map((g) => g.encoding);
  return isClean(glyphs("utf-8")) ? ["utf-8", ...likely] : likely;
}

function isClean(glyphs) {
  const count = (fits) => glyphs.filter(fits).length;
  const controls = count((g) => (g < " " || g === "\x7f") && !ALLOWED_CONTROLS.has(g));
  const undecodable = count((g) => g === "\ufffd");
  const few = undecodable <= STRAY_SHARE * count((g) => g > "\x7f") && controls <= STRAY_SHARE * glyphs.length;
  return few && !glyphs.includes("\0");
}

function usualShare(glyphs) {
  const beyond = glyphs.filter((g) => g > "\x7f");
  const usual = usualGlyphs();
  return beyond.length ? beyond.filter((g) => usual.has(g)).length / beyond.length : 1;
}

let known = null;

/** The characters of GB 2312 (rows 1 to 9 and 16 to 87), and those Chinese prose uses besides. */
function usualGlyphs() {
  if (known) return known;
  const rows = [...span(0xa1, 0xa9), ...span(0xb0, 0xf7)];
  const codes = rows.flatMap((row) => span(0xa1, 0xfe).flatMap((cell) => [row, cell]));
  known = new Set([...new TextDecoder("gb18030").decode(new Uint8Array(codes)), ..."·—〇€"]);
  known.delete("\ufffd");
  return known;
}

const span = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

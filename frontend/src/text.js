// Text as drawn: its width without a browser, and line breaks that never lose a character.

const WIDE = /[\u00b7\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;

/** Width of `text` in pixels at `size`: full for a Han character, else a fair guess above Arial. */
export function widthOf(text, size) {
  let ems = 0;
  for (const letter of String(text)) ems += WIDE.test(letter) ? 1 : /[iljI.,:;'| ]/.test(letter) ? 0.34 : 0.6;
  return ems * size;
}

/** `text` cut into lines of at most `width` pixels, between words or Han characters. */
export function wrap(text, width, size) {
  const lines = [];
  let line = '';
  for (const piece of String(text).match(/[\x21-\u2e7f]+ ?|\s|./gu) || []) {
    if (line && widthOf(line + piece, size) > width) {
      lines.push(line.trim());
      line = '';
    }
    line += piece;
  }
  return line ? [...lines, line.trim()] : lines;
}

/** The widest of `texts` in pixels. */
export function widest(texts, size) {
  return Math.max(0, ...texts.map((text) => widthOf(text, size)));
}

/** `text` as inert HTML. */
export function escaped(text) {
  const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return String(text).replace(/[&<>"']/g, (letter) => names[letter]);
}

// For pictures and the HTML of a panel: the text that stands on the page, solid boxes over some of
// it, and an inert copy of the panel. What is personal is decided by `wenheng.collection.personal`.
const MOST_TEXT = 200000;
const KEPT_ATTRIBUTES = /^(class|id|role|title|alt|placeholder|type|name|value|lang|dir|hidden|disabled|colspan|rowspan|href|src|for|aria-[a-z]+)$/;
const EMPTY_TAGS = /^(area|br|col|hr|img|input|wbr)$/;
const DROPPED_TAGS = /^(script|style|link|meta|base|object|embed|template|noscript|head)$/;

let pieces = []; // of the text last given: { node, start, end }
let coverings = new Map(); // node → [[from, to]] that are covered now
let cover = null; // the element that holds the boxes

/** All text that can be seen, a line a block; values of entries count as text. */
function standingText() {
  pieces = [];
  let text = '';
  let last = null;
  for (const node of walk(body(), (element) => element === body() || getComputedStyle(element).display !== 'none')) {
    if (text.length > MOST_TEXT) break;
    const entry = node.nodeType === 1 && isTextEntry(node) && typeof node.value === 'string';
    const said = entry ? node.value : node.nodeType === 3 ? node.data : '';
    if (said && !said.trim()) text += ' ';
    if (!said.trim()) continue;
    const block = entry ? node : blockOf(node);
    if (text && block !== last) text += '\n';
    last = block;
    pieces.push({ node, start: text.length, end: text.length + said.length });
    text += said;
  }
  return text;
}

function boxesOf(node, from, to) {
  if (node.nodeType === 1) return [node.getBoundingClientRect()];
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return [...range.getClientRects()];
}

/** Where the parts `spans` of the text last given lie: rectangles. Remembers them for `panel`. */
function placesOf(spans) {
  coverings = new Map();
  const places = [];
  for (const [start, end] of spans) {
    for (const piece of pieces) {
      const [from, to] = [Math.max(start, piece.start) - piece.start, Math.min(end, piece.end) - piece.start];
      if (from >= to || !piece.node.isConnected) continue;
      coverings.set(piece.node, [...(coverings.get(piece.node) || []), [from, to]]);
      places.push(...boxesOf(piece.node, from, to).map((rect) => [rect.x, rect.y, rect.width, rect.height].map(Math.round)));
    }
  }
  return places;
}

/** Lay a solid box over each of `spans`, above everything else; gives their places. */
function coverUp(spans) {
  uncover();
  const places = placesOf(spans);
  if (!places.length) return places;
  cover = document.createElement('div');
  cover.setAttribute('popover', 'manual'); // the top layer lies above dialogs, too
  cover.style.cssText = 'all:initial;position:fixed;inset:0;width:auto;height:auto;border:0;margin:0;padding:0;background:none;overflow:visible;pointer-events:none;z-index:2147483647';
  for (const [x, y, w, h] of places) {
    const solid = document.createElement('div');
    solid.style.cssText = `all:initial;position:fixed;left:${x - 2}px;top:${y - 2}px;width:${w + 4}px;height:${h + 4}px;background:#000`;
    cover.append(solid);
  }
  document.documentElement.append(cover);
  if (cover.showPopover) cover.showPopover();
  return places;
}

function uncover() {
  if (cover) cover.remove();
  cover = null;
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

function coveredText(node, text) {
  for (const [from, to] of coverings.get(node) || []) text = text.slice(0, from) + '█'.repeat(to - from) + text.slice(to);
  return text;
}

function attributesOf(node) {
  const kept = [...node.attributes].filter(({ name }) => KEPT_ATTRIBUTES.test(name));
  return kept.map(({ name, value }) => {
    const said = name === 'value' ? coveredText(node, value) : value;
    return ` ${/^(href|src)$/.test(name) ? `data-${name}` : name}="${escaped(said.slice(0, 300))}"`;
  }).join('');
}

/** An inert copy of the panel with its shadow roots opened: no script, no style, no address to load. */
function panelCopy(panelId, most = 400000) {
  let html = '';
  const visit = (node) => {
    if (html.length > most) return;
    if (node.nodeType === 3) html += escaped(coveredText(node, node.data));
    if (node.nodeType !== 1 || node === cover) return;
    const tag = node.tagName.toLowerCase().replace(/[^a-z0-9-]/g, '') || 'div';
    if (DROPPED_TAGS.test(tag)) return;
    const name = /^(iframe|frame|form|svg|math|textarea|select|option|plaintext|xmp|title|noframes|noembed)$/.test(tag) ? `x-${tag}` : tag;
    html += `<${name}${attributesOf(node)}>`;
    const shadow = shadowOf(node);
    if (shadow) {
      html += '<shadow-root>';
      for (const child of shadow.childNodes) visit(child);
      html += '</shadow-root>';
    }
    for (const child of node.childNodes) visit(child);
    if (!EMPTY_TAGS.test(name)) html += `</${name}>`;
  };
  visit(elementOf(panelId) || body());
  return html;
}

const evidence = Object.freeze({ text: standingText, places: placesOf, cover: coverUp, uncover, panel: panelCopy });

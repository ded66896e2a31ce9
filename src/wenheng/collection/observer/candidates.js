// What could be a chat composer, what could open an assistant, and what else the page shows.
// Only facts are gathered here; `wenheng.collection.scores` weighs them.
const TEXT_INPUTS = new Set(['', 'text', 'search']);
const ENTRY_TYPES = new Set(['hidden', 'file', 'button', 'submit', 'image', 'reset', 'checkbox', 'radio', 'range', 'color']);

function isTextEntry(element) {
  const tag = element.tagName;
  if (tag === 'TEXTAREA') return true;
  if (tag === 'INPUT') return TEXT_INPUTS.has(attribute(element, 'type').toLowerCase());
  if (attribute(element, 'role') === 'textbox') return true;
  if (!element.isContentEditable) return false;
  const parent = parentOf(element);
  return !(parent && parent.isContentEditable);
}

function isEntry(element) {
  const tag = element.tagName;
  if (tag === 'TEXTAREA' || tag === 'SELECT') return true;
  return tag === 'INPUT' && !ENTRY_TYPES.has(element.type);
}

/** The nearest ancestor big enough to hold a conversation above the entry. */
function panelOf(entry, rect) {
  for (const at of ancestors(entry)) {
    const around = at.getBoundingClientRect();
    if (around.height > rect.height + 160 && around.width >= 180) return at;
  }
  return body();
}

function scrollable(element) {
  const { overflowY } = getComputedStyle(element);
  return (overflowY === 'auto' || overflowY === 'scroll' || overflowY === 'overlay') && element.clientHeight >= 80;
}

function hint(element) {
  const own = ['placeholder', 'data-placeholder', 'aria-placeholder', 'aria-label', 'title'].map((name) => attribute(element, name));
  const label = element.labels && element.labels.length ? textOf(element.labels[0], 60) : '';
  const standing = element.defaultValue && element.value === element.defaultValue && element.value.length <= 40 ? element.value : '';
  const inside = element.isContentEditable && element.firstElementChild ? attribute(element.firstElementChild, 'data-placeholder') : '';
  return [...new Set([...own, label, inside, standing].filter(Boolean))].join(' | ');
}

/** Words that stand in the style sheet: `::before` and `::after`. */
function generated(element) {
  const said = ['::before', '::after'].map((part) => getComputedStyle(element, part).content);
  return said.map((text) => (/^".*"$/.test(text) ? text.slice(1, -1) : '')).join('').slice(0, 40);
}

/** Words on and in the names of an element that say what it does. */
function labels(element) {
  const texts = [attribute(element, 'aria-label'), attribute(element, 'title'), attribute(element, 'alt')];
  const names = [element.id, className(element), attribute(element, 'name'), attribute(element, 'data-testid')];
  const sources = [attribute(element, 'src'), attribute(element, 'href')];
  let pictured = /^(IMG|SVG|CANVAS|VIDEO)$/i.test(element.tagName);
  let count = 0;
  for (const node of walk(element)) {
    if (node.nodeType !== 1 || ++count > 40) continue;
    const picture = getComputedStyle(node).backgroundImage;
    if (picture && picture !== 'none') {
      pictured = true;
      sources.push(picture.slice(0, 200));
    }
    if (node === element) continue;
    if (/^(IMG|SVG|CANVAS|VIDEO|USE)$/i.test(node.tagName)) pictured = true;
    texts.push(attribute(node, 'aria-label'), attribute(node, 'title'), attribute(node, 'alt'));
    names.push(className(node), node.id);
    sources.push(attribute(node, 'src').slice(0, 200), attribute(node, 'xlink:href'), /^use$/i.test(node.tagName) ? attribute(node, 'href') : '');
  }
  const join = (list) => [...new Set(list.filter(Boolean))].join(' ').slice(0, 400);
  return { label: join(texts), names: join(names), sources: join(sources), pictured };
}

function layer(element) {
  let fixed = false;
  let z = 0;
  for (const at of ancestors(element, 14)) {
    const style = getComputedStyle(at);
    if (style.position === 'fixed' || style.position === 'sticky') fixed = true;
    z = Math.max(z, parseInt(style.zIndex, 10) || 0);
  }
  return { fixed, z };
}

const boxOf = (rect) => ({ x: Math.round(rect.x), y: Math.round(rect.y), w: Math.round(rect.width), h: Math.round(rect.height) });

/** What a control says, without the spaces, brackets and signs that adorn it: [ 发 送 ], OK ✓. */
const sayable = (text) => bare(text).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N})）]+$/gu, '');

/** Controls near an entry that might send what stands in it, best place first. */
function sendControls(entry, panel) {
  const at = entry.getBoundingClientRect();
  const found = [];
  for (const node of walk(panel)) {
    if (node.nodeType !== 1 || node === entry || isTextEntry(node)) continue;
    const says = !node.firstElementChild && node.textContent.length <= 12 && bare(node.textContent); // a click may be heard further up
    if (!clickable(node) && !says && !/^(BUTTON|SVG|I)$/i.test(node.tagName)) continue;
    const rect = box(node);
    if (!rect || rect.width > (says ? 500 : 240) || rect.height > 120 || rect.width < 8) continue;
    const dx = rect.x + rect.width / 2 - (at.x + at.width / 2);
    const dy = rect.y + rect.height / 2 - (at.y + at.height / 2);
    if (Math.abs(dy) > at.height / 2 + 90 || Math.abs(dx) > at.width / 2 + 160) continue;
    const { label, names, sources } = labels(node);
    const text = sayable(node.tagName === 'INPUT' ? node.value : textOf(node, 40));
    found.push({ id: idOf(node), tag: node.tagName.toLowerCase(), kind: clickable(node), text, label, names, sources, disabled: !!node.disabled || attribute(node, 'aria-disabled') === 'true', dx: Math.round(dx), dy: Math.round(dy), ...boxOf(rect) });
    if (found.length >= 40) break;
  }
  return found;
}

/** Controls near the entry `id`, to send with. */
function controls(id) {
  const entry = elementOf(id);
  const rect = entry && entry.isConnected && entry.getBoundingClientRect();
  return rect ? sendControls(entry, panelOf(entry, rect)) : [];
}

/** How many persons sign messages in a panel: distinct names, each before a text in boxes made alike. */
function authors(panel) {
  const names = new Map();
  for (const node of walk(panel)) {
    if (node.nodeType !== 1 || !node.firstElementChild || !className(node) || !box(node)) continue;
    const name = bare(textOf(node.firstElementChild, 30));
    const signs = /^[^：:。，]{1,12}[：:]$/.test(name);
    if (!signs || !name || name.length > 12 || bare(textOf(node, 60)).length <= name.length) continue;
    const kind = `${node.tagName}.${className(node)}`;
    names.set(kind, (names.get(kind) || new Set()).add(name.replace(/[：:]$/, '')));
  }
  return Math.max(0, ...[...names.values()].map((set) => set.size));
}

/** The first headings of the page. */
function headings() {
  const found = [];
  for (const node of document.querySelectorAll('h1, h2, h3')) {
    if (box(node) && node.textContent.length <= 60) found.push(squeeze(textOf(node, 40)));
    if (found.length >= 3) break;
  }
  return found.join(' ');
}

function composer(entry) {
  const rect = box(entry);
  if (!rect || rect.width < 40) return null;
  const panel = panelOf(entry, rect);
  const form = entry.closest('form');
  const others = [];
  let above = false;
  for (const node of walk(form || panel)) {
    if (node.nodeType === 1 && node !== entry && isEntry(node) && box(node)) others.push(node.type);
  }
  const asked = [];
  for (const node of panel === body() ? [] : walk(panel)) {
    if (node.nodeType === 1 && node !== entry && isEntry(node) && box(node)) asked.push(hint(node) || attribute(node, 'name'));
  }
  for (const node of walk(panel)) {
    if (node.nodeType === 1 && scrollable(node) && !node.contains(entry) && box(node) && node.getBoundingClientRect().y < rect.y) above = true;
  }
  const names = [];
  for (const at of ancestors(entry, 12)) names.push(at.id, className(at), at.tagName.includes('-') ? at.tagName.toLowerCase() : '');
  return {
    id: idOf(entry), tag: entry.tagName.toLowerCase(), type: attribute(entry, 'type').toLowerCase(), name: attribute(entry, 'name'),
    hint: hint(entry).slice(0, 200), names: names.filter(Boolean).join(' ').slice(0, 600), off: entry.disabled || entry.readOnly || attribute(entry, 'aria-disabled') === 'true', readonly: !!entry.readOnly,
    others: others.length, asked: asked.join(' | ').slice(0, 300), authors: authors(panel), password: others.includes('password'), form: form ? { action: attribute(form, 'action'), text: textOf(form, 300) } : null,
    context: textOf(panel, 1500), scroll: above || scrollable(panel), panel: idOf(panel), panelBox: boxOf(panel.getBoundingClientRect()),
    controls: sendControls(entry, panel).map(({ kind, text, label, names: n }) => ({ kind, text, label, names: n })).slice(0, 40),
    ...layer(entry), ...boxOf(rect), title: document.title.slice(0, 100), headings: headings(), path: location.pathname.slice(0, 200), vw: innerWidth, vh: innerHeight,
  };
}

function composers() {
  attend();
  const found = [];
  for (const node of walk(body())) {
    if (node.nodeType !== 1 || !isTextEntry(node)) continue;
    const facts = composer(node);
    if (facts) found.push(facts);
    if (found.length >= 30) break;
  }
  return found;
}

/** What the page says of itself: signs of a login, a captcha, a QR code, a written form. */
function signs() {
  let password = 0;
  let pictures = 0;
  let entries = 0;
  const sources = [];
  for (const node of walk(body())) {
    if (node.nodeType !== 1) continue;
    if (node.tagName === 'INPUT' && node.type === 'password' && box(node)) password++;
    if (isEntry(node) && box(node)) entries++;
    if (/^(IMG|CANVAS|SVG)$/i.test(node.tagName)) {
      const rect = box(node);
      if (rect && rect.width >= 70 && Math.abs(rect.width - rect.height) < 12) pictures++;
    }
    if (node.tagName === 'IFRAME' || node.tagName === 'SCRIPT') sources.push(attribute(node, 'src').slice(0, 160));
  }
  return { title: document.title.slice(0, 200), text: textOf(body(), 3000), password, squarePictures: pictures, entries, sources: sources.filter(Boolean).slice(0, 60), nodes: document.getElementsByTagName('*').length };
}

// What a click brought: things to press that were not there before, and notices that lie on top.
let remembered = new Set();

function pressables() {
  const found = [];
  for (const node of walk(body())) {
    if (node.nodeType === 1 && clickable(node) && box(node) && !submits(node)) found.push(node);
    if (found.length >= 2000) break;
  }
  return found;
}

function remember() {
  remembered = new Set(pressables().map(idOf));
  return remembered.size;
}

/** Where an element lies: the text of the nearest box that floats above the page. */
function surroundings(element) {
  for (const at of ancestors(element)) {
    const style = getComputedStyle(at);
    const floats = style.position === 'fixed' || style.position === 'absolute' || /^(dialog|alertdialog|menu)$/.test(attribute(at, 'role'));
    if (floats && at !== element) return { floats: true, around: textOf(at, 300) };
  }
  const page = textOf(body(), 401); // a page that only asks for a choice is short
  return { floats: false, around: page.length <= 400 ? page : '' };
}

function fresh() {
  const found = [];
  for (const node of pressables()) {
    const id = idOf(node);
    if (remembered.has(id)) continue;
    const rect = box(node);
    const text = squeeze(textOf(node, 60));
    found.push({ id, tag: node.tagName.toLowerCase(), text, ...labels(node), href: attribute(node, 'href').slice(0, 300), in_form: inForm(node), top: topOf(rect, false), ...surroundings(node), ...boxOf(rect) });
    if (found.length >= 60) break;
  }
  return found;
}

/** Boxes to tick that agree to terms of use, not ticked yet: the label where the box is not seen. */
function agreements() {
  const found = [];
  for (const node of walk(body())) {
    const ticks = node.nodeType === 1 && ((node.tagName === 'INPUT' && node.type === 'checkbox') || attribute(node, 'role') === 'checkbox');
    if (!ticks || node.checked || attribute(node, 'aria-checked') === 'true') continue;
    const label = node.labels && node.labels[0];
    const pressed = box(node) ? node : label;
    if (!pressed || !box(pressed)) continue;
    found.push({ id: idOf(pressed), tag: 'input', text: squeeze(textOf(label || parentOf(node), 120)), ...labels(node), href: '', ...boxOf(box(pressed)) });
    if (found.length >= 10) break;
  }
  return found;
}

/** What lies over the middle of the page says. */
function overlaid() {
  let said = '';
  for (const at of ancestors(document.elementFromPoint(innerWidth / 2, innerHeight / 2) || body())) {
    const { position, zIndex } = getComputedStyle(at);
    if ((position === 'fixed' || position === 'absolute') && (parseInt(zIndex, 10) || 0) >= 1) said = textOf(at, 600);
  }
  return said;
}

/** Whether something else lies over the middle of the element `id`. */
function covered(id) {
  const element = elementOf(id);
  const rect = element && element.getBoundingClientRect();
  if (!rect || !rect.width) return false;
  let top = document.elementFromPoint(rect.x + rect.width / 2, rect.y + rect.height / 2);
  while (top && shadowOf(top) && shadowOf(top).elementFromPoint) {
    const inner = shadowOf(top).elementFromPoint(rect.x + rect.width / 2, rect.y + rect.height / 2);
    if (!inner || inner === top) break;
    top = inner;
  }
  return !!top && !within(top, element) && !within(element, top);
}

/** Controls inside whatever covers the middle of the page or the point (x, y). */
function covering(x = innerWidth / 2, y = innerHeight / 2) {
  let top = document.elementFromPoint(x, y);
  while (top && shadowOf(top) && shadowOf(top).elementFromPoint) {
    const inner = shadowOf(top).elementFromPoint(x, y);
    if (!inner || inner === top) break;
    top = inner;
  }
  const covers = [];
  for (const at of top ? ancestors(top) : []) {
    const { position, zIndex } = getComputedStyle(at);
    if ((position === 'fixed' || position === 'absolute') && (parseInt(zIndex, 10) || 0) >= 1) covers.push(at);
  }
  if (!covers.length) return [];
  const found = [];
  for (const node of walk(body())) {
    if (node.nodeType !== 1 || submits(node)) continue;
    const text = squeeze(node.tagName === 'INPUT' ? node.value || '' : textOf(node, 24));
    if (text.length > 12 || !(clickable(node) || /^(BUTTON|A|I|SPAN|SVG|IMG)$/i.test(node.tagName))) continue;
    const rect = box(node);
    if (!rect || rect.width > 400 || rect.height > 120) continue;
    const place = surroundings(node);
    if (!place.floats || layer(node).z < 1) continue;
    found.push({ id: idOf(node), text, ...labels(node), ...boxOf(rect) });
    if (found.length >= 80) break;
  }
  return found;
}

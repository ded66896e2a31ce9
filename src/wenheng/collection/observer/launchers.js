// What could be pressed on the way to an assistant. `wenheng.collection.scores` weighs it.
/** Whether pressing it submits a form, which is never done. */
function submits(node) {
  const button = node.closest && node.closest('button, input');
  return !!button && /^(submit|image)$/.test(button.type) && !!button.form;
}

function pressableAround(picture) {
  for (const at of ancestors(parentOf(picture), 5)) if (clickable(at)) return true;
  return false;
}

/** Whether a plain line names an assistant: who hears its click may be any box around it. */
const namesAssistant = (node) => !node.firstElementChild && node.textContent.length <= 12 && /(智能|在[线線]|智慧|AI)\s*(客服|[问問]答|[咨諮][询詢]|助手)|机器人|機器人/.test(bare(node.textContent));

/** Whether a small bar listens for what happens to the things in it. */
function inListeningBar(node) {
  const bar = parentOf(node);
  if (!bar || bar === body() || !listening.has(bar)) return false;
  const rect = bar.getBoundingClientRect();
  return rect.height <= 140 || rect.width <= 140;
}

/** The box to press: an area of a picture has none of its own. */
function pressBox(node) {
  if (node.tagName !== 'AREA') return box(node);
  const map = node.closest('map');
  const picture = map && document.querySelector(`img[usemap="#${CSS.escape(map.name)}"]`);
  const around = picture && box(picture);
  const [x, y, right, low] = attribute(node, 'coords').split(',').map(Number);
  return around && low > y ? new DOMRect(around.x + x, around.y + y, right - x, low - y) : around;
}

/** What the small floating box around a picture without words says. */
function saidBeside(node, text) {
  if (text) return '';
  let said = '';
  for (const at of ancestors(parentOf(node), 5)) {
    const rect = at.getBoundingClientRect();
    if (rect.width > 420 || rect.height > 520) break;
    said = textOf(at, 120);
    if (said) break;
  }
  return squeeze(said);
}

/** Whether something to press stands among two or more entries: in a written form, marked as one or not. */
function inForm(node) {
  for (const at of ancestors(parentOf(node), 6)) {
    const rect = at.getBoundingClientRect();
    if (rect.width > 900 || rect.height > 900) return false;
    let entries = 0;
    for (const entry of at.querySelectorAll('input, textarea, select')) if (isEntry(entry) && box(entry)) entries++;
    if (entries >= 2) return true;
  }
  return false;
}

/** Where an element lies in the whole page, however far it is scrolled; what floats lies where it is seen. */
const topOf = (rect, fixed) => Math.round(rect.y + (fixed ? 0 : scrollY));

function tooLarge(node, rect) {
  if (rect.height > 300) return true;
  const banner = rect.height <= 220 && (node.tagName === 'A' || bare(node.textContent).length <= 12);
  return rect.width > 560 && !banner;
}

function launchers() {
  const found = [];
  for (const node of walk(body())) {
    if (node.nodeType !== 1 || (isTextEntry(node) && !node.readOnly) || /^(HTML|BODY|IFRAME|FORM|SELECT)$/.test(node.tagName)) continue;
    const how = clickable(node) || (node.readOnly ? 'field' : inListeningBar(node) || namesAssistant(node) ? 'bar' : '');
    const picture = !how && /^(IMG|SVG|VIDEO|CANVAS)$/i.test(node.tagName);
    if (!how && !picture) continue;
    const rect = pressBox(node);
    if (!rect || tooLarge(node, rect)) continue;
    const place = layer(node);
    if (picture && (!place.fixed || pressableAround(node))) continue;
    const text = squeeze(how === 'field' ? hint(node) : textOf(node, 80) || generated(node));
    found.push({
      id: idOf(node), tag: node.tagName.toLowerCase(), how, text, ...labels(node), href: attribute(node, 'href').slice(0, 300), submits: submits(node),
      beside: saidBeside(node, text), in_form: inForm(node), top: topOf(rect, place.fixed), ...place, ...boxOf(rect), vw: innerWidth, vh: innerHeight,
    });
    if (found.length >= 600) break;
  }
  return found;
}

/** Small floating things, whether or not they say that they can be pressed. */
function hoverables() {
  const found = [];
  for (const node of walk(body())) {
    if (node.nodeType !== 1 || /^(HTML|BODY|IFRAME|IMG|SVG|PATH|BR)$/i.test(node.tagName)) continue;
    const rect = box(node);
    if (!rect || rect.width > 260 || rect.height > 260) continue;
    const place = layer(node);
    if (!place.fixed) continue;
    const text = squeeze(textOf(node, 80));
    found.push({ id: idOf(node), tag: node.tagName.toLowerCase(), text, ...labels(node), href: attribute(node, 'href').slice(0, 300), ...place, ...boxOf(rect), vw: innerWidth, vh: innerHeight });
    if (found.length >= 80) break;
  }
  return found;
}

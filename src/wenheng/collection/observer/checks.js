// What a page offers to older people and to people with disabilities: seen, not tried.
const LARGER = /字号|字体(大小|放大)|放大(字体|文字)|大字|^A\+$|larger text|font size|text size/i;
const ELDERLY = /长辈|老年|关怀(版|模式)|适老|敬老|长者|大字版|elderly|senior/i;
const CONTRAST = /高对比|对比度|深色|暗色|夜间|黑白|配色|dark mode|high contrast/i;
const MADE = /(人工智能|AI|大模型|智能)(大?模型|助手|系统)?(自动)?(生成|合成)|(generated|written) by (an? )?(AI|artificial intelligence)|AI[- ]generated/i;
const TOOLBAR = /无障碍|accessibility/i;

/** Words on things to press that say `pattern`; the first few. */
function pressed(pattern) {
  const found = [];
  for (const node of walk(body())) {
    if (node.nodeType !== 1 || !clickable(node) || !box(node)) continue;
    const text = squeeze(textOf(node, 30));
    const said = [text.length <= 16 ? text : '', attribute(node, 'aria-label'), attribute(node, 'title'), attribute(node, 'alt')].filter(Boolean);
    const words = said.find((one) => pattern.test(one));
    if (words) found.push(words.slice(0, 20));
    if (found.length >= 3) break;
  }
  return found.join('、');
}

/** Whether a style of this page answers to a wish for dark colours or more contrast. */
function adaptsColours() {
  for (const sheet of document.styleSheets) {
    let rules = [];
    try {
      rules = sheet.cssRules;
    } catch {
      continue; // a sheet of another site cannot be read
    }
    for (const rule of rules) if (rule.media && /prefers-color-scheme:\s*dark|prefers-contrast|forced-colors/.test(rule.media.mediaText)) return true;
  }
  return false;
}

/** The name by which a screen reader knows an element: empty where it has none. */
function accessibleName(element) {
  const by = attribute(element, 'aria-labelledby').split(/\s+/).filter(Boolean).map((id) => element.getRootNode().getElementById?.(id));
  const named = by.filter(Boolean).map((one) => one.textContent).join(' ');
  const label = element.labels && element.labels.length ? textOf(element.labels[0], 60) : '';
  const own = ['aria-label', 'title', 'alt', 'placeholder', 'aria-placeholder'].map((name) => attribute(element, name));
  const inside = isTextEntry(element) ? '' : textOf(element, 40) || [...element.querySelectorAll('img, svg, [aria-label]')].map((one) => attribute(one, 'alt') || attribute(one, 'aria-label') || one.querySelector('title')?.textContent || '').join(' ');
  return squeeze([named, label, ...own, element.tagName === 'INPUT' && !isTextEntry(element) ? element.value : inside].filter(Boolean).join(' '));
}

/** The check list of one document; `composerId` is 0 in a document without the composer. */
function access(composerId) {
  const toolbar = pressed(TOOLBAR);
  const unknown = toolbar ? null : false; // what a toolbar holds is seen only when it is opened
  const words = (pattern) => {
    const found = pressed(pattern);
    return { holds: found ? true : unknown, detail: found || toolbar };
  };
  const contrast = words(CONTRAST);
  if (!contrast.holds && adaptsColours()) Object.assign(contrast, { holds: true, detail: 'style sheet' });
  const items = { text_larger: words(LARGER), elder_version: words(ELDERLY), contrast };
  const composer = composerId && elementOf(composerId);
  if (composer) items.labels = labelled(composer);
  return items;
}

function labelled(composer) {
  const missing = accessibleName(composer) ? [] : ['composer'];
  const at = composer.getBoundingClientRect();
  const sends = sendControls(composer, panelOf(composer, at)).filter((control) => /发送|send|提问|submit|fasong/i.test(`${control.text} ${control.label} ${control.names}`) && control.kind);
  const control = sends.length ? elementOf(sends[0].id) : null;
  if (control && !accessibleName(control)) missing.push('send');
  return { holds: missing.length === 0, detail: missing.join('、') || (control ? '' : 'composer alone') };
}

/** Words beside the dialogue, in its panel, that say replies are made by a machine; no link does. */
function disclosed(composerId) {
  const composer = elementOf(composerId);
  if (!composer) return null;
  for (const node of walk(panelOf(composer, composer.getBoundingClientRect()))) {
    if (node.nodeType !== 1 || node.closest('a') || !box(node)) continue;
    const text = squeeze(textOf(node, 100));
    if (text.length <= 80 && MADE.test(text)) return { holds: true, detail: text };
  }
  return { holds: false, detail: '' };
}

/** The words of what lies on top of the middle of the page and is not the assistant; else null. */
function overlay(composerId) {
  const own = new Set(composerId && elementOf(composerId) ? ancestors(elementOf(composerId), 80) : []);
  const top = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  for (const at of top ? ancestors(top, 80) : []) {
    const { position, zIndex } = getComputedStyle(at);
    const floats = position === 'fixed' || /dialog/.test(attribute(at, 'role')) || (position === 'absolute' && (parseInt(zIndex, 10) || 0) > 1);
    const rect = at.getBoundingClientRect();
    if (floats && !own.has(at) && rect.width * rect.height >= 0.1 * innerWidth * innerHeight) return squeeze(textOf(at, 60)) || at.tagName.toLowerCase();
  }
  return null;
}

// Runs in every document before the page's own code: remembers what the page hides (closed shadow
// roots, click listeners), and walks what a person would see, across shadow roots and slots.
const MAX_NODES = 60000; // a page may hold any number of nodes; a scan may not
const SKIPPED = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD', 'OPTION', 'OBJECT']);
const CLICKS = new Set(['click', 'mousedown', 'mouseup', 'pointerdown', 'pointerup', 'touchstart', 'touchend']);

const shadows = new WeakMap();
const listening = new WeakSet();
const now = performance.now.bind(performance);
let lastMutation = 0;
let onMutation = null;

const mutations = new MutationObserver(() => {
  lastMutation = now();
  if (onMutation) onMutation();
});

function observe(root) {
  mutations.observe(root, { subtree: true, childList: true, characterData: true });
}

const attachShadow = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = attachShadow.call(this, options);
  shadows.set(this, root);
  observe(root);
  return root;
};

const addEventListener = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, ...rest) {
  if (CLICKS.has(type) && this instanceof Element) listening.add(this);
  return addEventListener.call(this, type, ...rest);
};

observe(document);

/** Milliseconds since the document last changed. */
function quietFor() {
  attend();
  return now() - lastMutation;
}

/** A tab that a page opened keeps its global object, not its document: observe the one there is. */
function attend() {
  observe(document);
}

const attribute = (element, name) => element.getAttribute(name) || '';
const className = (element) => attribute(element, 'class');
const shadowOf = (element) => element.shadowRoot || shadows.get(element) || null;
const squeeze = (text) => text.replace(/\s+/g, ' ').trim();
const bare = (text) => text.replace(/\s+/g, '');

function parentOf(node) {
  if (node.assignedSlot) return node.assignedSlot;
  const parent = node.parentNode;
  if (!parent) return null;
  return parent.nodeType === 11 ? parent.host || null : parent.nodeType === 1 ? parent : null;
}

function* ancestors(element, most = 40) {
  let at = element;
  for (let i = 0; at && i < most; i++, at = parentOf(at)) yield at;
}

function childrenOf(element) {
  const shadow = shadowOf(element);
  if (shadow) return shadow.childNodes;
  if (element.tagName === 'SLOT') {
    const assigned = element.assignedNodes();
    if (assigned.length) return assigned;
  }
  return element.childNodes;
}

/** All nodes below `root` in the order of the composed tree; what `enter` refuses is not entered. */
function* walk(root, enter = null) {
  const stack = [root];
  for (let count = 0; stack.length && count < MAX_NODES; count++) {
    const node = stack.pop();
    yield node;
    if (node.nodeType !== 1 || SKIPPED.has(node.tagName) || (enter && !enter(node))) continue;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]);
  }
}

const body = () => document.body || document.documentElement || document; // none is left after document.open()

/** The box of an element that a person can see, else null. */
function box(element) {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return null;
  const rect = element.getBoundingClientRect();
  return rect.width < 2 || rect.height < 2 ? null : rect;
}

const displayed = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

/** Rendered text of `element`, a line a block, at most about `most` characters. */
function textOf(element, most = 2000) {
  let text = '';
  const visit = (node) => {
    if (text.length > most) return;
    if (node.nodeType === 3) {
      text += node.data;
      return;
    }
    if (node.nodeType !== 1 || SKIPPED.has(node.tagName)) return;
    const style = getComputedStyle(node);
    if (style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0') return;
    if (node.tagName === 'BR') text += '\n';
    const block = !/^inline|^contents/.test(style.display);
    if (block && text && !text.endsWith('\n')) text += '\n';
    for (const child of childrenOf(node)) visit(child);
    if (block && text && !text.endsWith('\n')) text += '\n';
  };
  visit(element);
  return text.replace(/[^\S\n]+/g, ' ').replace(/ ?\n\s*/g, '\n').trim().slice(0, most);
}

const known = new Map();
const ids = new WeakMap();

/** A number for `element` that stays its own; `element(id)` gives it back. */
function idOf(element) {
  let id = ids.get(element);
  if (!id) {
    id = known.size + 1;
    ids.set(element, id);
    known.set(id, new WeakRef(element));
  }
  return id;
}

function elementOf(id) {
  const found = known.get(id);
  return (found && found.deref()) || null;
}

/** How an element can be acted upon: 'strong' by its own nature, 'weak' by cursor or listener. */
function clickable(element) {
  const tag = element.tagName;
  if (tag === 'BUTTON' || tag === 'SUMMARY' || (tag === 'A' && element.hasAttribute('href'))) return 'strong';
  if (tag === 'INPUT') return /^(button|submit|image|reset)$/.test(element.type) ? 'strong' : '';
  if (/^(button|link|option|menuitem|tab)$/.test(attribute(element, 'role'))) return 'strong';
  if (element.onclick || listening.has(element)) return 'weak';
  if (getComputedStyle(element).cursor !== 'pointer') return '';
  const parent = parentOf(element);
  return parent && getComputedStyle(parent).cursor === 'pointer' ? '' : 'weak';
}

// A page may replace what the language and the document offer, to mislead or by accident. The
// observer works with what was there first: it is put back while the observer runs, and what the
// page had put in its place returns afterwards. Page code never runs in between.
const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys, setPrototypeOf } = Reflect;
const { Array, Map, Math, Object, Promise, RegExp, Set, String, WeakMap, WeakRef, WeakSet, setTimeout } = window;
const IMPLIED = ['exec', 'next', 'return', 'flags', 'add', 'set', 'get', 'toString', 'valueOf']; // called by the language itself
const USED = new Set([...WORDS.split(' '), ...IMPLIED]); // every word of the observer's own text: nothing else need be kept
const OWN = new Set(['attachShadow', 'addEventListener']); // the observer wraps these itself
const STYLES = ['display', 'visibility', 'opacity', 'cursor', 'position', 'zIndex', 'overflow', 'overflowY', 'overflowX', 'clip', 'backgroundImage', 'pointerEvents', 'cssText'];
const GLOBALS = ['getComputedStyle', 'parseInt', 'parseFloat', 'isNaN', 'Node', 'Element', 'MutationObserver', 'innerWidth', 'innerHeight'];

const originals = [];

function keep(object, keys) {
  for (const key of keys || ownKeys(object)) {
    if (typeof key === 'string' && (!USED.has(key) || OWN.has(key) || key === 'constructor')) continue;
    const original = getOwnPropertyDescriptor(object, key);
    if (!original || !original.configurable) continue; // what cannot be changed need not be kept
    setPrototypeOf(original, null); // else a getter put on Object.prototype would count as theirs
    originals.push({ object, key, original, value: original.value, get: original.get });
  }
}

for (const kind of [Array, Map, Object, RegExp, Set, String, WeakMap, WeakRef, WeakSet, window.Number, window.Function]) keep(kind.prototype);
for (const iterator of [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator](), ''.matchAll(/x/g), (function* () {})().__proto__.__proto__]) keep(iterator.__proto__);
for (const kind of ['Node', 'Element', 'HTMLElement', 'SVGElement', 'Document', 'CharacterData', 'Attr', 'NodeList', 'HTMLCollection', 'NamedNodeMap', 'DOMTokenList', 'Range', 'AbstractRange', 'DOMRectReadOnly', 'DOMRect', 'ShadowRoot', 'DocumentFragment', 'HTMLInputElement', 'HTMLTextAreaElement', 'HTMLButtonElement', 'HTMLAnchorElement', 'HTMLSlotElement', 'HTMLFormElement']) {
  if (window[kind]) keep(window[kind].prototype);
}
for (const holder of [Object, Math, Array]) keep(holder);
keep(window.CSSStyleDeclaration.prototype, STYLES);
keep(window, GLOBALS);

for (const key of ['body', 'documentElement', 'title', 'createElement', 'createRange', 'elementFromPoint', 'getElementsByTagName', 'getElementById', 'querySelector', 'activeElement']) {
  // a document has none of these of its own
  originals.push({ object: document, key, original: null, value: undefined, get: undefined });
}

function putBack() {
  let replaced = null;
  for (let i = 0; i < originals.length; i++) {
    const { object, key, original, value, get } = originals[i];
    const theirs = getOwnPropertyDescriptor(object, key);
    if (theirs ? original && (get ? theirs.get === get : theirs.value === value) : !original) continue;
    if (theirs) setPrototypeOf(theirs, null);
    if (original ? defineProperty(object, key, original) : deleteProperty(object, key)) replaced = { object, key, theirs, next: replaced };
  }
  return replaced;
}

function giveBack(replaced) {
  for (let at = replaced; at; at = at.next) {
    if (at.theirs) defineProperty(at.object, at.key, at.theirs);
    else deleteProperty(at.object, at.key);
  }
}

let depth = 0; // within one call of the observer another need not put back again

/** `work`, done with what the page found when it was opened. */
function pristine(work) {
  return function (...given) {
    const replaced = depth++ ? null : putBack();
    try {
      return apply(work, this, given);
    } finally {
      depth--;
      giveBack(replaced);
    }
  };
}

/** The same for every function of `all`, and of what it holds. */
function allPristine(all) {
  const made = {};
  for (const name of Object.keys(all)) made[name] = typeof all[name] === 'function' ? pristine(all[name]) : allPristine(all[name]);
  return Object.freeze(made);
}

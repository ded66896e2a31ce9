// One question: when it was sent, when its reply first and last changed, whether more is coming.
// Times are `performance.now()` of this document, so that no polling blurs them.
const LOOK_AGAIN_MS = 240; // styles change what is seen without changing the document


/** Begin to watch for the echo and reply to `question` put into the element `composerId`. */
function begin(question, composerId) {
  attend();
  const before = new Map();
  for (const node of textNodes()) before.set(node, node.data);
  standing = before;
  const busy = new Set();
  for (const node of walk(body())) if (node.nodeType === 1 && BUSY_NAME.test(className(node)) && box(node)) busy.add(node);
  turn = { question: bare(question), composer: elementOf(composerId), before, busy, short: new Set([...before.values()].map(squeeze).filter((t) => t.length <= 16)), sent: now(), first: null, last: null, text: '', state: null, dirty: true, looked: 0 };
  onMutation = () => {
    turn.dirty = true;
    if (turn.first === null) look();
  };
  return turn.sent;
}

/** Call at the moment of sending: what came earlier is no reply. */
function send() {
  turn.sent = now();
  return turn.sent;
}

function working(panel) {
  for (const node of walk(panel)) {
    if (node.nodeType === 1) {
      if (BUSY_NAME.test(className(node)) && !turn.busy.has(node) && box(node) && bare(textOf(node, 60)).length <= 24) return true;
      if (clickable(node) && box(node) && STOP.test(squeeze(textOf(node, 20)) || attribute(node, 'aria-label') || attribute(node, 'title'))) return true;
    } else if (node.nodeType === 3 && WORKING.test(node.data) && squeeze(node.data).length <= 24 && turn.before.get(node) !== node.data && !hidden(parentOf(node))) return true;
  }
  return false;
}

function composerValue() {
  const element = turn.composer;
  if (!element || !element.isConnected) return '';
  return element.value !== undefined ? element.value : element.textContent || '';
}

/** Read the page once: sets the turn's state and times. */
function look() {
  // What only a style brought to light has been there since the document last changed.
  const at = turn.dirty ? now() : Math.max(lastMutation, turn.sent);
  turn.looked = now();
  const blocks = newBlocks();
  const echo = echoAmong(blocks);
  unpress(blocks, echo);
  turn.dirty = false;
  const list = echo ? conversationOf(echo.element) : panelOf(turn.composer && turn.composer.isConnected ? turn.composer : body(), { height: 0 });
  const panel = panelFor(list);
  const beside = echo ? blocks.filter((block) => block !== echo && besideEcho(block, echo)) : [];
  const named = new Set(beside.map((block) => className(block.element)).filter(Boolean));
  const after = blocks.filter((block) => block !== echo && !beside.includes(block) && !block.pressed && within(block.element, list) && (!echo || follows(block, echo)));
  const plain = after.filter((block) => !isNoise(block, named) && !headsCard(block, list) && !asksForRating(block, list));
  const texts = plain.length ? plain : after.filter((block) => turn.short.has(block.text) && !named.has(className(block.element)));
  texts.sort((a, b) => a.rect.top - b.rect.top || a.rect.left - b.rect.left);
  const fillers = texts.filter((block) => FILLER.test(block.text) && block.text.length <= 60);
  const said = texts.length > fillers.length ? texts.filter((block) => !fillers.includes(block)) : [];
  if (saysNames(echo) && said.length) said[0] = { ...said[0], text: said[0].text.replace(/^[^：:，。\s]{1,10}[：:]\s*/, '') };
  const text = said.map((block) => block.text).join('\n').slice(0, 60000);
  if (text !== turn.text && at >= turn.sent) {
    turn.last = at;
    const grown = turn.text && text.startsWith(turn.text.slice(0, 6)); // else what stood there was no reply
    if (!grown) turn.first = text ? at : null;
    turn.text = text;
  }
  const shown = blocks.filter((block) => within(block.element, panel));
  turn.state = { echo: !!echo, text, filler: fillers.map((block) => block.text).join('\n'), ...collect(shown.filter((block) => !echo || block.pressed || within(block.element, list)), list, echo), bubbles: said.length, panel: idOf(panel) };
}

/** The turn as it stands: times in ms since sending. */
function state() {
  look();
  const since = (moment) => (moment === null ? null : moment - turn.sent);
  const panel = elementOf(turn.state.panel) || body();
  return { ...turn.state, first: since(turn.first), last: since(turn.last), elapsed: now() - turn.sent, quiet: turn.last === null ? null : now() - turn.last, ended: ENDED.test(turn.text) || turn.text === '', working: working(panel), value: composerValue().slice(0, 4000) };
}

/** Ask `answer` every `pause` ms until it gives something other than undefined. */
function until(pause, answer) {
  return new Promise((resolve, reject) => {
    const tick = () => {
      try {
        const found = answer();
        if (found === undefined) setTimeout(tick, pause);
        else resolve(found);
      } catch (error) {
        reject(error);
      }
    };
    tick();
  });
}

/** Resolves with the state as soon as the text has been still for `quiet` ms, or after `most` ms. */
function settled(quiet, most) {
  const start = now();
  return until(80, () => {
    if (turn.dirty || now() - turn.looked >= LOOK_AGAIN_MS) look();
    const still = turn.last !== null && turn.text !== '' && now() - turn.last >= quiet;
    return still || now() - start >= most ? state() : undefined;
  });
}

/** Resolves with the sign that the question was taken: 'echo', 'reply', 'cleared'; '' after `most` ms. */
function echoed(most) {
  const start = now();
  return until(60, () => {
    look();
    const left = bare(composerValue());
    if (turn.state.echo) return 'echo';
    if (turn.text && !left.includes(turn.question)) return 'reply';
    if (now() - start < most) return undefined;
    return left.includes(turn.question) ? '' : 'cleared';
  });
}

function end() {
  onMutation = null;
  const last = state();
  turn = null;
  return last;
}

const dialogue = Object.freeze({ begin, send, state, settled, echoed, end });

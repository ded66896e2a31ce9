// One question: when it was sent, when its reply first and last changed, whether more is coming.
// Times are `performance.now()` of this document, so that no polling blurs them.
const LOOK_AGAIN_MS = 240; // styles change what is seen without changing the document
const MOST_APART = 60;
const LONGEST_APART = 300;

/** Begin to watch for the echo and reply to `question` put into the element `composerId`. */
function begin(question, composerId) {
  attend();
  const before = new Map();
  for (const node of textNodes()) before.set(node, node.data);
  standing = before;
  const asked = spoken(question);
  const echoes = [...before.keys()].filter((node) => spoken(node.data) === asked && !pressableOf(node));
  opening = opening || new Set([...before.values()].map(spoken).filter((text) => text.length >= 8));
  const speakers = new Set([...before.values()].map((text) => (squeeze(text).match(/^([^：:，。\s]{1,10})[：:]/) || [])[1]).filter(Boolean));
  const busy = new Set();
  for (const node of walk(body())) if (node.nodeType === 1 && BUSY_NAME.test(className(node)) && box(node)) busy.add(node);
  turn = {
    question: asked, composer: elementOf(composerId), before, busy, speakers,
    senders: new Set([...before.values()].map((text) => (squeeze(text).match(NAME_AND_TIME) || [])[1]).filter(Boolean)), echo: null,
    short: new Set([...before.values()].map(squeeze).filter((text) => text.length <= 16)),
    pictures: new Set(document.querySelectorAll('img, video, canvas, audio')),
    drawnAnew: () => echoes.filter((node) => !node.isConnected).length,
    sent: now(), first: null, last: null, text: '', changes: 0, arrivals: [], state: null, dirty: true, looked: 0,
  };
  onMutation = () => {
    turn.dirty = true;
    if (turn.first === null) firstLook();
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

const firstLook = pristine(() => look());

const allOf = (blocks) => blocks.map((block) => block.text).join('\n').slice(0, 20000);

/** What stood with the reply and was left out of it, and as what, within bounds; 'signed' is text with its speaker's name. */
function setApart(blocks) {
  const told = blocks.slice(0, MOST_APART).map((block) => ({ as: block.is === 'reply' ? 'signed' : block.is || 'beside the echo', text: block.text.slice(0, LONGEST_APART) }));
  return blocks.length > MOST_APART ? [...told, { as: 'more', text: String(blocks.length - MOST_APART) }] : told;
}

/** Read the page once: sets the turn's state and times. */
function look() {
  // What only a style brought to light has been there since the document last changed.
  const at = turn.dirty ? now() : Math.max(lastMutation, turn.sent);
  turn.looked = now();
  const blocks = newBlocks();
  const alone = echoAmong(blocks);
  if (alone) turn.echo = alone.element;
  const echo = alone || echoWithin(blocks) || maskedEcho(blocks);
  unpress(blocks, echo);
  turn.dirty = false;
  const list = echo ? conversationOf(echo.element) : panelOf(turn.composer && turn.composer.isConnected ? turn.composer : body(), { height: 0 });
  const panel = panelFor(list);
  const beside = echo ? blocks.filter((block) => block !== echo && besideEcho(block, echo)) : [];
  const named = new Set(beside.map((block) => className(block.element)).filter(Boolean));
  for (const block of beside) for (const part of block.parts) if (part.kind) named.add(part.kind);
  const after = blocks.filter((block) => block !== echo && !beside.includes(block) && !block.pressed && within(block.element, list) && (!echo || follows(block, echo)));
  const senders = beside.map((block) => (block.text.match(NAME_AND_TIME) || [])[1]).filter(Boolean);
  for (const name of senders) turn.senders.add(name);
  for (const block of after) block.is = kindOf(block, list, echo, named);
  const those = (...kinds) => after.filter((block) => kinds.includes(block.is));
  const judged = those('rating').flatMap((block) => block.rates || []);
  const answers = those('reply').length ? those('reply') : those('repeated');
  const texts = answers.length ? answers : after.filter((block) => block.is !== 'thought' && turn.short.has(block.text) && !named.has(className(block.element)));
  texts.sort((a, b) => a.rect.top - b.rect.top || a.rect.left - b.rect.left);
  const fills = (block) => FILLER.test(block.text) && block.text.length <= 60;
  const begins = texts.findIndex((block) => !fills(block));
  const fillers = begins < 0 ? texts : texts.slice(0, begins);
  const said = texts.slice(fillers.length); // what fills later is of the answer
  for (const block of fillers) block.is = BEGINS_FILLER.test(block.text) ? 'filler' : 'worded';
  const lines = said.map((block) => withoutNames(block, named));
  if (lines.length) lines[0] = withoutSpeaker(lines[0], saysNames(echo));
  const text = lines.join('\n').slice(0, 60000);
  const pictures = newPictures(list, echo);
  const came = said.length + pictures.length;
  if (came > turn.arrivals.length && at >= turn.sent) {
    turn.arrivals.push(at);
    if (text) turn.last = at;
  }
  if (text !== turn.text && at >= turn.sent) {
    turn.last = at;
    turn.changes++;
    const grown = turn.text && text.startsWith(turn.text.slice(0, 6)); // else what stood there was no reply
    if (!grown) turn.first = text ? at : null;
    turn.text = text;
  }
  const shown = blocks.filter((block) => within(block.element, panel));
  turn.state = { echo: !!echo, text, filler: allOf(fillers), pictures, more: moreOf(after), thoughts: allOf(those('thought')), worded: allOf(those('worded')), announced: allOf(those('placed', 'worded')), set_apart: setApart([...beside, ...after].filter((block) => block.is !== 'thought' && lines[said.indexOf(block)] !== block.text)), ...collect(shown.filter((block) => !echo || block.pressed || within(block.element, list)), echo, judged, list), bubbles: said.length, panel: idOf(panel) };
}

/** The turn as it stands: times in ms since sending. */
function state() {
  look();
  const since = (moment) => (moment === null ? null : moment - turn.sent);
  const panel = elementOf(turn.state.panel) || body();
  const apart = turn.arrivals.some((moment, i) => i && moment - turn.arrivals[i - 1] > 500);
  return { ...turn.state, changes: turn.changes, apart, first: since(turn.first), last: since(turn.last), elapsed: now() - turn.sent, quiet: turn.last === null ? null : now() - turn.last, ended: ENDED.test(turn.text) || turn.text === '', working: working(panel) };
}

/** Ask `answer` every `pause` ms until it gives something other than undefined. */
function until(pause, answer) {
  return new Promise((resolve, reject) => {
    const tick = pristine(() => {
      try {
        const found = answer();
        if (found === undefined) setTimeout(tick, pause);
        else resolve(found);
      } catch (error) {
        reject(error);
      }
    });
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

/** Resolves with the sign that the question was taken: 'echo', 'reply', 'cleared', 'answer' (text
 *  came though the question still stands in the entry); '' after `most` ms. */
function echoed(most) {
  const start = now();
  return until(60, () => {
    look();
    const left = spoken(composerValue()).includes(turn.question);
    if (turn.state.echo) return 'echo';
    if (turn.text && !left) return 'reply';
    if (now() - start < most) return undefined;
    return left ? (turn.text ? 'answer' : '') : 'cleared';
  });
}

function end() {
  onMutation = null;
  turn = null;
}

const dialogue = Object.freeze({ begin, send, settled, echoed, end });

// Where the question stands once it is sent, and the box in which the reply will come.
/** The block that repeats the question: plain text before what can be pressed. */
function echoAmong(blocks) {
  const isEcho = (words) => words.includes(turn.question) && words.length <= turn.question.length + 12;
  const kept = turn.echo && blocks.find((block) => block.element === turn.echo && isEcho(spoken(block.text)));
  if (kept) return kept; // older messages may be put in later
  const said = blocks.filter((block) => {
    const words = spoken(block.text);
    return words.includes(turn.question) && words.length <= turn.question.length + 40;
  });
  const plain = said.filter((block) => !block.pressed);
  const weakly = said.filter((block) => block.parts.every((part) => !part.press || clickable(part.press) === 'weak'));
  // Earlier echoes of the same words were drawn anew with the list; a reply may repeat them too.
  return plain[Math.min(turn.drawnAnew(), plain.length - 1)] || weakly.pop() || said.pop() || null;
}

/** The asker's name before the echo, as in "我：…": then replies begin with the other's. */
function saysNames(echo) {
  const sign = echo && echo.text.match(/^[^：:，。]{1,10}[：:]/);
  return !!sign && spoken(echo.text.slice(sign[0].length)) === turn.question;
}

/** The first new block that is the question but for some words that the page has masked. */
function maskedEcho(blocks) {
  if (turn.question.length < 6 || spoken(composerValue()).includes(turn.question)) return null;
  return blocks.slice(0, 4).find((block) => {
    const words = spoken(block.text);
    const alike = words.length >= turn.question.length * 0.6 && words.length <= turn.question.length * 1.3;
    return alike && /[*＊×█■]/.test(block.text) && common(words, turn.question) >= turn.question.length * 0.6;
  }) || null;
}

/** Length of the longest sequence that both texts have in common. */
function common(one, other) {
  let row = new Array(other.length + 1).fill(0);
  for (const letter of one) {
    const next = [0];
    for (let i = 1; i <= other.length; i++) next[i] = letter === other[i - 1] ? row[i - 1] + 1 : Math.max(row[i], next[i - 1]);
    row = next;
  }
  return row[other.length];
}

/** Old pages put question and answer into one box: its lines up to the question are the echo. */
function echoWithin(blocks) {
  for (const block of blocks) {
    for (let to = 1; to < block.parts.length && to <= 4; to++) {
      const words = spoken(block.parts.slice(0, to).map((part) => part.text).join(''));
      if (!words.includes(turn.question)) continue;
      if (words.length > turn.question.length + 12) break;
      const [echo, rest] = [block.parts.slice(0, to), block.parts.slice(to)].map((parts) => ({ ...block, parts, rect: rectOf(parts), text: squeeze(parts.map((part) => part.text).join('')), pressed: parts.every((part) => part.press) }));
      blocks.splice(blocks.indexOf(block), 1, echo, rest);
      return echo;
    }
  }
  return null;
}

function rectOf(parts) {
  const range = document.createRange();
  range.setStartBefore(parts[0].node);
  range.setEndAfter(parts[parts.length - 1].node);
  return range.getBoundingClientRect();
}

/** Where messages themselves listen for clicks, the echo shows which class of box is a message. */
function unpress(blocks, echo) {
  const mark = echo && echo.pressed && echo.parts[0].press.classList[0];
  if (!mark) return;
  for (const block of blocks) {
    for (const part of block.parts) if (part.press && part.press.classList.contains(mark)) part.press = null;
    block.pressed = block.parts.every((part) => part.press);
  }
}

/** The box that holds the conversation: the scroller around the echo, else what joins it with the composer. */
function conversationOf(echo) {
  const below = new Set(turn.composer && turn.composer.isConnected ? ancestors(turn.composer, 80) : []);
  let joined = null;
  for (const at of ancestors(echo, 80)) {
    if (!below.has(at) && scrollable(at) && at.getBoundingClientRect().height >= 100 && spoken(at.textContent || textOf(at)).length > turn.question.length) return at;
    if (below.has(at)) {
      joined = at;
      break;
    }
  }
  return joined || body();
}

function panelFor(list) {
  const below = new Set(turn.composer && turn.composer.isConnected ? ancestors(turn.composer, 80) : []);
  for (const at of ancestors(list, 80)) if (below.has(at)) return at;
  return list;
}

const within = (element, root) => {
  for (const at of ancestors(element, 200)) if (at === root) return true;
  return false;
};

/** Whether a short text stands in the echo's own row: the asker's name, a time, a tick. */
function besideEcho(block, echo) {
  const level = block.rect.bottom > echo.rect.top && block.rect.top < echo.rect.bottom;
  if (block.text.length > 24 || (!level && (block.text.length > 12 || /[。！？，]/.test(block.text)))) return false;
  const above = new Set(ancestors(echo.element, 80));
  for (const at of ancestors(block.element, 80)) {
    if (above.has(at)) return at.getBoundingClientRect().height <= echo.rect.height + 80;
  }
  return false;
}

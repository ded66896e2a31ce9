// What the page shows that it did not show when the turn began: the echo of the question, the
// reply's text, its links and options, apart from names, times and states.
const MOST_BLOCKS = 3000;
const TIME = /^(今天|昨天|刚刚|星期.|周.|上午|下午|凌晨|晚上|\d{2,4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?|\d{1,2}月\d{1,2}日)?[\s,]*(\d{1,2}[:：]\d{2}([:：]\d{2})?)?\s*([AP]\.?M\.?)?$/i;
const AGO = /^(刚刚|现在|just now|now|.{0,12}\d+\s*(秒|分钟|小时|seconds?|minutes?|hours?)\s*(前|ago)?)$/i;
const STATE = /^((已|正在)?(深度)?思考(完成|过程|中)?([（(].{0,16}[)）])?|已读|未读|已送达|已发送|发送中|发送成功|送达|sent|delivered|read|seen|sending|用时.{0,8}|耗时.{0,8}|[\d.]+\s*s|[·.•…。\s]+)[.…]*$/i;
const WORKING = /(正在(输入|思考|回复|生成|查询|检索|加载)|思考中|生成中|加载中|对方正在|is typing|typing…|typing\.\.\.|thinking|loading|generating)/i;
const FILLER = /(让|容)我.{0,4}(想|查|看|找|思考)|收到(您的(问题|咨询))?(啦|了)|(想|查|找)一(想|查|找)|(正在|马上|立即).{0,8}(查询|查找|检索|搜索|思考|处理|生成|分析|整理|理解)|请(您)?(稍候|稍等|耐心等)|稍等(一下|片刻|片晌)?|one moment|please wait|looking (that|it) up/i;
const STOP = /停止(生成|回答|响应|输出)?$|stop( generating| responding)?$/i;
const BUSY_NAME = /typing|loading|thinking|waiting|pending|skeleton|spinner|blink|dots?\b|ellipsis/i;
const ENDED = /[。！？!?.;；:：…)）】」”"'～~]\s*$/;
const THOUGHTS = /think|thought|reasoning|\bcot\b|chain-of/i;
const MORE = /^(展开|收起|查看|显示|阅读)?(全部|更多|全文|详情|剩余.{0,8}|内容)?(▼|▲|↓|>|»)?$|^(show|read|see) (more|less|all)$/i;
const SPEAKER = /答|客服|助手|助理|机器人|智能|小[一-鿿]|管家|\bAI\b|bot|assistant/i;
const SUGGESTS = /猜|想问|大家都|相关|热门|推荐|常见|还可以问|related|suggest/i;
const LEADS = /请|您|你|吗|以下|如下|选择|哪|[？?]/;
const ASKS_TO_RATE = /(是否|有没有|对您).{0,10}(解决|帮助|满意|有用)|(评价|打分|点评).{0,8}$|helpful|rate (this|our)|did (this|that) (help|answer)/i;
const JUDGES = /^(复制|拷贝|点赞|点踩|赞|踩|有用|没用|有帮助|没帮助|无帮助|已解决|未解决|满意|不满意|朗读|播报|播放|收藏|分享|重新生成|重试|删除|引用|回复|撤回|copy|like|dislike|good|bad|helpful|not helpful|share|retry|regenerate|read aloud|edit|delete|👍|👎)$/i;
const ASKS_RATING = /评价|满意|帮助|帮到|解决|有用|反馈|打分|本条|回答|helpful|useful|rate|answer/i;

let standing = new Map(); // text nodes that stood there when the last turn began
let opening = null; // what was said before the first question: said again, it is no reply
let turn = null; // set by `begin`: the question, the composer, and what stood there before

/** A text as both sides say it, whatever was made of its signs and spaces. */
const spoken = (text) => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

function blockOf(node) {
  let at = parentOf(node);
  while (at && /^(inline|contents|ruby)/.test(getComputedStyle(at).display) && at.tagName !== 'BUTTON') {
    const parent = parentOf(at);
    if (!parent) break;
    at = parent;
  }
  return at;
}

/** The nearest thing to press that holds the node. A bubble that listens for clicks is still text. */
function pressableOf(node) {
  for (const at of ancestors(parentOf(node), 8)) {
    const how = clickable(at);
    if (!how) continue;
    if (how === 'strong') return at;
    const pointed = getComputedStyle(at).cursor === 'pointer';
    return bare(textOf(at, 100)).length <= (pointed ? 60 : 30) && (pointed || at.children.length <= 1) ? at : null;
  }
  return null;
}

function hidden(element) {
  for (const at of ancestors(element, 6)) {
    const rect = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    if (style.display === 'contents') continue;
    if (rect.width <= 2 || rect.height <= 2) return style.overflow !== 'visible' || at === element;
    if (style.clip !== 'auto' && style.position === 'absolute' && /rect\((0|1)(px)?,? ?(0|1)/.test(style.clip)) return true;
  }
  return !displayed(element);
}

function isComposer(element) {
  for (const at of ancestors(element, 10)) {
    if (at === turn.composer || at.tagName === 'TEXTAREA' || at.tagName === 'INPUT' || at.isContentEditable) return true;
  }
  return false;
}

function* textNodes() {
  for (const node of walk(body(), (element) => element === body() || getComputedStyle(element).display !== 'none')) {
    if (node.nodeType === 3 && node.data.trim()) yield node;
  }
}

/** Blocks of text that were not there when the turn began, in the order a person reads them. */
function newBlocks() {
  const gone = new Map(); // text of nodes that the page replaced: a node drawn anew is not new
  for (const [node, data] of turn.before) if (!node.isConnected) gone.set(squeeze(data), (gone.get(squeeze(data)) || 0) + 1);
  const blocks = new Map();
  for (const node of textNodes()) {
    if (turn.before.get(node) === node.data) continue;
    const text = squeeze(node.data);
    const parent = parentOf(node);
    if (!parent || hidden(parent) || isComposer(parent)) continue;
    if (gone.get(text) && spoken(text) !== turn.question) {
      gone.set(text, gone.get(text) - 1);
      continue;
    }
    const element = blockOf(node) || parent;
    if (!blocks.has(element)) blocks.set(element, { element, parts: [], rect: element.getBoundingClientRect() });
    blocks.get(element).parts.push({ node, text: node.data, press: pressableOf(node), kind: className(parent) });
    if (blocks.size >= MOST_BLOCKS) break;
  }
  const list = [...blocks.values()];
  for (const block of list) {
    block.text = squeeze(block.parts.map((part) => part.text).join(''));
    block.pressed = block.parts.every((part) => part.press);
  }
  return list;
}

/** A block's text without the sender's name and the time that stand in its first and last places. */
function withoutNames(block, named) {
  const parts = block.parts.map((part) => ({ ...part, text: squeeze(part.text) }));
  const isName = (part) => part.text.length <= 16 && (TIME.test(part.text) || AGO.test(part.text) || (named.has(part.kind) && part.kind) || turn.short.has(part.text));
  let from = 0;
  let to = parts.length;
  while (to - from > 1 && isName(parts[from])) from++;
  while (to - from > 1 && isName(parts[to - 1])) to--;
  return from === 0 && to === parts.length ? block.text : squeeze(block.parts.slice(from, to).map((part) => part.text).join(''));
}

/** The block that repeats the question: plain text before what can be pressed. */
function echoAmong(blocks) {
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

/** A reply without the speaker's name it begins with; `named` where the echo begins with one too. */
function withoutSpeaker(text, named) {
  const sign = text.match(/^([^：:，。\s]{1,10})[：:]\s*/);
  const known = sign && turn.speakers.has(sign[1]);
  const speaks = sign && SPEAKER.test(sign[1]);
  if (!(known && speaks) && !(named && (known || speaks))) return text;
  return text.slice(sign[0].length);
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

/** Times, states, and the sender's name: said before, or made like a name in the echo's row. */
function isNoise(block, named) {
  const text = block.text;
  if (TIME.test(text) || AGO.test(text) || STATE.test(text)) return true;
  if (WORKING.test(text) && text.length <= 24) return true;
  if (text.length > 24) return false;
  const made = named.has(className(block.element)) && text.length <= 16;
  if (spoken(text) === turn.question) return false;
  return made || turn.short.has(text) || block.parts.every((part) => {
    const said = squeeze(part.text);
    return !said || TIME.test(said) || turn.short.has(said) || (part.kind && named.has(part.kind));
  });
}

/** Whether a block is what a model thinks before it answers. */
function isThought(block, list) {
  for (const at of ancestors(block.element, 8)) {
    if (at === list) return false;
    if (THOUGHTS.test(className(at)) || THOUGHTS.test(at.id)) return true;
  }
  return false;
}

/** A short heading over a list of links or options belongs to the card, not to the reply. */
function headsCard(block, list) {
  if (block.text.length > 24 || /[。！？；]/.test(block.text)) return false;
  if (LEADS.test(block.text) && !SUGGESTS.test(block.text)) return false; // a sentence to the asker
  const own = bare(block.text).length;
  let at = parentOf(block.element);
  for (let i = 0; at && at !== list && i < 4; i++, at = parentOf(at)) {
    let pressed = 0;
    let plain = 0;
    for (const node of walk(at)) {
      if (node.nodeType !== 3 || !node.data.trim() || hidden(parentOf(node))) continue;
      const length = bare(node.data).length;
      if (pressableOf(node)) pressed += length;
      else plain += length;
      if (plain > own + 40) return false; // large boxes are not read to their end
    }
    if (pressed && plain - own <= (pressed + plain) * 0.05) return true;
  }
  return false;
}

/** A short line that asks to rate the reply, beside the buttons to do so. */
function asksForRating(block, list) {
  if (block.text.length > 30) return false;
  let at = block.element;
  for (let i = 0; at && at !== list && i < 4; i++, at = parentOf(at)) {
    if (bare(textOf(at, 100)).length > 60) return false;
    const pressed = [];
    for (const node of walk(at)) if (node.nodeType === 1 && clickable(node)) pressed.push(node);
    if (!pressed.length) continue;
    const names = pressed.map((node) => squeeze(textOf(node, 30)) || attribute(node, 'aria-label') || attribute(node, 'title'));
    if (ASKS_TO_RATE.test(block.text) && pressed.length <= 5) return (block.rates = pressed);
    return ASKS_RATING.test(block.text) && names.every((text) => JUDGES.test(text));
  }
  return false;
}

/** Pictures and films in a reply that were not there before; small ones are portraits and signs. */
function newPictures(list, echo) {
  const found = [];
  for (const node of walk(list)) {
    if (node.nodeType !== 1 || !/^(IMG|VIDEO|CANVAS|AUDIO)$/.test(node.tagName) || turn.pictures.has(node)) continue;
    const rect = box(node);
    if (!rect || (node.tagName !== 'AUDIO' && (rect.width < 100 || rect.height < 60)) || (echo && rect.top < echo.rect.top)) continue;
    found.push(attribute(node, 'alt') || attribute(node, 'title') || node.tagName.toLowerCase());
    if (found.length >= 20) break;
  }
  return found;
}

function target(press) {
  const link = press.tagName === 'A' ? press : press.closest && press.closest('a');
  const href = link ? attribute(link, 'href') : '';
  return href && !/^(#|javascript:|void)/i.test(href.trim()) ? link.href : '';
}

function isOption(text) {
  if (text.length < 2 || text.length > 80 || spoken(text).includes(turn.question)) return false;
  return ![JUDGES, STOP, TIME, AGO, STATE, MORE].some((pattern) => pattern.test(text));
}

/** Links and options among `blocks`; what `judged` holds rates the reply and is neither. */
function collect(blocks, echo, judged) {
  const links = [];
  const options = [];
  const seen = new Set(judged);
  for (const block of blocks) {
    if (block === echo) continue;
    for (const { press } of block.parts) {
      if (!press || seen.has(press)) continue;
      seen.add(press);
      const text = squeeze(textOf(press, 200)) || attribute(press, 'aria-label');
      const url = target(press);
      if (url) links.push({ text, url });
      else if (isOption(text)) options.push(text);
    }
  }
  return { links: links.slice(0, 60), options: [...new Set(options)].slice(0, 40) };
}

function follows(block, echo) {
  const below = block.rect.top >= echo.rect.bottom - 6;
  if (block.rect.height === 0) return !!(echo.element.compareDocumentPosition(block.element) & Node.DOCUMENT_POSITION_FOLLOWING);
  return below;
}

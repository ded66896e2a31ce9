// What the page shows that it did not show when the turn began: the echo of the question, the
// reply's text, its links and options, apart from names, times and states.
const MOST_BLOCKS = 3000;
const NAME_AND_TIME = /^(.{0,12}?)\s*(\d{2,4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?\s*)?\d{1,2}[:：]\d{2}([:：]\d{2})?$/;
const TIME = /^(今天|昨天|刚刚|星期.|周.|上午|下午|凌晨|晚上|\d{2,4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?|\d{1,2}月\d{1,2}日)?[\s,]*(\d{1,2}[:：]\d{2}([:：]\d{2})?)?\s*([AP]\.?M\.?)?$/i;
const AGO = /^(刚刚|现在|just now|now|.{0,12}\d+\s*(秒|分钟|小时|seconds?|minutes?|hours?)\s*(前|ago))$/i;
const STATE = /^(已?(搜索|检索|查阅|参考|阅读|找到)到?.{0,4}\d+\s*(个|篇|条|份)?.{0,2}(网页|资料|来源|文档|结果|文件)|(已|正在)?(完成)?(深度)?思考(完成|过程|中)?([（(].{0,16}[)）])?|已读|未读|已送达|已发送|发送中|发送成功|送达|sent|delivered|read|seen|sending|用时.{0,8}|耗时.{0,8}|(已?(深度)?思考了?|thought|reasoned|worked).{0,12}\d+\s*(秒|分钟|seconds?|minutes?)|[\d.]+\s*(s|秒)|[·.•…。\s]+)[.…]*$/i;
const WORKING = /(正在(输入|思考|回复|生成|查询|检索|加载)|思考中|生成中|加载中|对方正在|is typing|typing…|typing\.\.\.|thinking|loading|generating)/i;
const FILLER = /(正在|尝试|自动)重试|重试中|重新(连接|请求)|retrying|looking into|let me (check|look|see|find)|(让|容)我.{0,4}(想|查|看|找|思考)|收到(您的(问题|咨询))?(啦|了)|(想|查|找)一(想|查|找)|(正在|马上|立即)(?!.{0,6}(登录|访问|拨打|点击|前往|进入|在线)).{0,8}(查询|查找|检索|搜索|思考|处理|生成|分析|整理|理解)|请(您)?(稍候|稍等|耐心等)|稍等(一下|片刻|片晌)?|one moment|please wait|looking (that|it) up/i;
const BEGINS_FILLER = /^.{0,8}(正在|稍等|稍候|收到|让我|容我|我(来|去)|重试|one moment|please wait|let me|looking|retrying)/i; // else an answer may end so
const STOP = /停止(生成|回答|响应|输出)?$|stop( generating| responding)?$/i;
const BUSY_NAME = /typing|loading|thinking|waiting|pending|skeleton|spinner|blink|dots?\b|ellipsis/i;
const ENDED = /[。！？!?.;；:：…)）】」”"'～~]\s*$/;
const MORE = /^(展开|收起|查看|显示|阅读)?(全部|更多|全文|详情|剩余.{0,8}|内容)?(▼|▲|↓|>|»)?$|^(show|read|see) (more|less|all)$/i;
const JUDGES = /^(复制|拷贝|点赞|点踩|赞|踩|有用|没用|有帮助|没帮助|无帮助|已解决|未解决|满意|不满意|朗读|播报|播放|收藏|分享|重新生成|重试|删除|引用|回复|撤回|编辑|修改|翻译|转发|重发|有幫助|沒幫助|有用|copy|like|dislike|good|bad|helpful|not helpful|share|retry|regenerate|read aloud|edit|delete|👍|👎)$/i;

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

/** Whether a part is an option on a line of its own below a text: offered, not said. */
function isOffered(part) {
  if (!part.press || target(part.press)) return false;
  const breaks = (node) => !node || node.nodeName === 'BR' || (node.nodeType === 3 && !node.data.trim() && breaks(node.nextSibling));
  return !!part.press.previousSibling && part.press.previousSibling.nodeName === 'BR' && breaks(part.press.nextSibling);
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
    const said = block.parts.filter((part) => !isOffered(part));
    block.text = squeeze((said.length ? said : block.parts).map((part) => part.text).join(''));
    block.pressed = block.parts.every((part) => part.press);
  }
  return list;
}

/** The control that shows the rest of a reply which the page has cut short. */
function moreOf(blocks) {
  const list = blocks.length ? conversationOf(blocks[blocks.length - 1].element) : null;
  const last = [...blocks].reverse().find((block) => !block.pressed && /(…|\.{3})$/.test(block.text));
  let at = last && parentOf(last.element);
  for (let i = 0; at && at !== list && i < 3; i++, at = parentOf(at)) {
    for (const node of walk(at)) {
      if (node.nodeType === 1 && clickable(node) && box(node) && MORE.test(squeeze(textOf(node, 20))) && !submits(node) && !target(node)) return idOf(node);
    }
  }
  return null;
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

function isOption(said) {
  const text = said.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}）)？?]+$/gu, '');
  if (text.length < 2 || text.length > 80 || spoken(text).includes(turn.question)) return false;
  return ![JUDGES, STOP, TIME, AGO, STATE, MORE].some((pattern) => pattern.test(text));
}

/** Links and options among `blocks`; what `judged` holds rates the reply and is neither.
 *  Chips stand anywhere in the panel; in the list, what is above the question came before it. */
function collect(blocks, echo, judged, list) {
  const links = [];
  const options = [];
  const seen = new Set(judged);
  for (const block of blocks) {
    if (block === echo) continue;
    for (const { press } of block.parts) {
      if (!press || seen.has(press)) continue;
      seen.add(press);
      if (echo && within(press, list) && !follows({ element: press, rect: press.getBoundingClientRect() }, { ...echo, rect: rectOf(echo.parts) })) continue;
      const text = squeeze(textOf(press, 200)) || attribute(press, 'aria-label');
      const url = target(press);
      if (url) links.push({ text, url });
      else if (isOption(text)) options.push(text.replace(/^[·•・▪◦\-–*]\s+/, ''));
    }
  }
  return { links: links.slice(0, 60), options: [...new Set(options)].slice(0, 40) };
}

function follows(block, echo) {
  const below = block.rect.top >= echo.rect.bottom - 6;
  if (block.rect.height === 0) return !!(echo.element.compareDocumentPosition(block.element) & Node.DOCUMENT_POSITION_FOLLOWING);
  return below;
}

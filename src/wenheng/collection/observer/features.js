// What the assistant's panel offers besides text: seen, not tried.
const MARKS = {
  voice_input: { names: /microphone|\bmic\b|voice|speech|recorder|\baudio\b|luyin|yuyin/i, words: /语音输入|按住说话|麦克风|语音|microphone|voice input|start recording|speech/i },
  attachments: { names: /attach|upload|paperclip|file-?(icon|btn|button|input)|add-?file|fujian/i, words: /附件|上传|发送(图片|文件)|选择文件|^(图片|文件|照片)$|attach|upload/i },
  read_aloud: { names: /read-?aloud|\btts\b|speaker|playback|volume/i, words: /朗读|播报|语音播放|read aloud|listen/i },
  satisfaction: { names: /thumb|\blike\b|dislike|feedback|rating|\brate\b|satisf|\bzan\b|\bcai\b|vote/i, words: /满意|评价|点赞|点踩|有用|没用|有[帮幫]助|沒幫助|已解决|未解决|👍|👎|helpful|thumbs/i },
  hot_questions: { names: /hot-?(question|issue)|suggest|starter|quick-?repl|recommend|guess|prompts?\b|example/i, words: /^(热门|热点|常见|推荐|熱門|常見)(问题|問題)|(related|suggested|popular|frequent)( questions?)?$|people also ask|you (may|might) (also )?(ask|like)|猜[您你]?想问|大家都在问|您可能想问|热门咨询|相关问题|你可以这样问|examples?$/i },
  handoff: { names: /transfer-?(to-?)?(human|agent)|human-?service|rengong/i, words: /转人工|人工(客服|服务|坐席|咨询)|^人工$|转接人工|talk to (a )?(human|agent|person)/i },
  history: { names: /chat-?history|history-?(btn|button|icon)/i, words: /历史(记录|消息|对话)|聊天记录|查看更多消息|chat history/i },
  larger_text: { names: /font-?size|large-?text|zoom-?in/i, words: /大字|字号|长辈|关怀(版|模式)|适老|larger text/i },
};

/** The panel with what frames it: the box that floats around it, if there is one. */
function framed(panel) {
  for (const at of ancestors(panel, 12)) {
    const { position } = getComputedStyle(at);
    if (position === 'fixed' || /dialog/.test(attribute(at, 'role'))) return at;
  }
  return panel;
}

/** Whether a thing to press was there before the last question, or stands among named suggestions. */
function standsReady(node) {
  for (const inner of walk(node)) if (inner.nodeType === 3 && standing.has(inner)) return true;
  for (const at of ancestors(node, 6)) if (MARKS.hot_questions.names.test(`${className(at)} ${at.id}`)) return true;
  return false;
}

/** Whether several alike things to press each say a whole matter: questions to choose from. */
function offersQuestions(panel, opening) {
  const groups = new Map();
  for (const node of walk(panel)) {
    if (node.nodeType !== 1 || !box(node)) continue;
    const press = clickable(node);
    const text = bare(textOf(node, 60));
    if (!press || text.length < 4 || text.length > 40 || JUDGES.test(text) || (target(node) && node.tagName === 'A')) continue;
    if (node.closest && node.closest('nav, header, footer')) continue;
    if (!opening && !standsReady(node)) continue;
    const kind = `${node.tagName}.${className(node).split(' ')[0]}`;
    groups.set(kind, [...(groups.get(kind) || []), text]);
  }
  for (const texts of groups.values()) {
    const length = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    if (new Set(texts).size >= 2 && length >= 5.5) return true;
  }
  return false;
}

const titled = (node) => !!(attribute(node, 'title') || attribute(node, 'aria-label'));

/** Whether a line asks to rate the reply and things to press stand beside it. */
function asksToRate(line) {
  let said = '';
  for (const node of line.childNodes) if (node.nodeType === 3) said += node.data;
  if (said.length > 60 || !ASKS_TO_RATE.test(squeeze(said))) return false;
  const around = line.firstElementChild ? line : parentOf(line) || line;
  let pressed = 0;
  for (const node of walk(around)) if (node.nodeType === 1 && clickable(node)) pressed++;
  return pressed >= 2 && pressed <= 8;
}

/** For each feature true when a sign of it stands in the panel, else false; `opening` before any turn. */
function features(panelId, opening) {
  const panel = framed(elementOf(panelId) || body());
  const found = Object.fromEntries(Object.keys(MARKS).map((name) => [name, false]));
  for (const node of walk(panel)) {
    if (node.nodeType !== 1) continue;
    if (node.tagName === 'INPUT' && node.type === 'file' && !node.disabled) found.attachments = true;
    const small = node.children.length <= 3 && !shadowOf(node);
    if (!small) continue;
    const rect = box(node);
    if (!rect) continue;
    if (!found.satisfaction && asksToRate(node)) found.satisfaction = true;
    const press = clickable(node);
    const text = squeeze(textOf(node, 40));
    const own = press || inListeningBar(node) ? labels(node) : { label: '', names: '', sources: '' };
    const said = [text.length <= 24 ? text : '', attribute(node, 'aria-label'), attribute(node, 'title'), attribute(node, 'alt'), own.label].filter(Boolean);
    const names = [own.names, own.sources, node.id, className(node), attribute(node, 'data-testid'), attribute(node, 'name'), attribute(node, 'src'), attribute(node, 'data-icon')].join(' ');
    for (const [name, mark] of Object.entries(MARKS)) {
      if (found[name]) continue;
      const word = said.some((words) => words.length <= 60 && mark.words.test(words));
      const labelled = mark.names.test(names) && rect.width <= 160 && rect.height <= 100;
      if (name === 'hot_questions') found[name] = word && text.length <= 24;
      else if (name === 'voice_input' && !node.firstElementChild && /^按住.{0,3}(说话|讲话)$/.test(text)) found[name] = true;
      else found[name] = press ? word || labelled : (labelled || word) && (/^(SVG|IMG|I|PATH|INPUT)$/i.test(node.tagName) || (rect.width <= 60 && titled(node)));
    }
  }
  if (offersQuestions(panel, opening)) found.hot_questions = true;
  return found;
}

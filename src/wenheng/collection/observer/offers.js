// What stands there to be pressed or filled in beside the dialogue. Only facts; nothing is touched.
const COMMITS = /提交|确认|确定|保存|下一步|登记|预约|申请|支付|缴费|完成|submit|confirm|next|apply|pay/i;
const CORRECTS = /纠错|报错|有误|不准确|反馈(问题|错误|原因)|原因|答非所问|不够完整|reason|incorrect/i;
const OF_SESSION = /本次|整体|服务评价|会话|this (chat|conversation)/i;
const LEADS_AWAY = /location|open\s*\(|submit\s*\(/i;

/** The newest thing to press that reads `text`: none that submits, leads away or stands in a form. */
function option(text, composerId) {
  let found = null;
  let foundIsNew = false;
  for (const node of walk(body())) {
    if (node.nodeType !== 1 || !clickable(node) || !box(node)) continue;
    if ((squeeze(textOf(node, 200)) || attribute(node, 'aria-label')) !== text) continue;
    if (submits(node) || target(node) || LEADS_AWAY.test(attribute(node, 'onclick')) || asksForMore(node, composerId)) continue;
    let isNew = true;
    for (const inner of walk(node)) if (inner.nodeType === 3 && inner.data.trim() && standing.has(inner)) isNew = false;
    if (isNew || !foundIsNew) [found, foundIsNew] = [node, isNew];
  }
  return found && { id: idOf(found), tag: found.tagName.toLowerCase(), text, ...boxOf(found.getBoundingClientRect()) };
}

/** Whether an element stands in a form that asks for more than the question. */
function asksForMore(node, composerId) {
  const form = node.closest('form');
  if (!form) return false;
  for (const inner of walk(form)) {
    if (inner.nodeType === 1 && isEntry(inner) && idOf(inner) !== composerId && box(inner)) return true;
  }
  return false;
}

/** Entries to fill in, controls that would commit, controls to rate or correct an answer. */
function offers() {
  const found = [];
  for (const node of walk(body())) {
    if (node.nodeType !== 1) continue;
    const entry = isEntry(node) || isTextEntry(node);
    if (!entry && !isSmallControl(node)) continue;
    if (!box(node)) continue;
    const text = entry ? hint(node) : squeeze(node.tagName === 'INPUT' ? node.value || '' : textOf(node, 40));
    const kind = entry ? 'entry' : kindOfControl(node, text);
    if (kind) found.push({ kind, id: idOf(node), tag: node.tagName.toLowerCase(), text: text.slice(0, 60), path: location.pathname.slice(0, 200) });
    if (found.length >= 400) break;
  }
  return found;
}

function isSmallControl(node) {
  if (node.children.length > 6 || !clickable(node)) return false;
  const rect = node.getBoundingClientRect();
  return rect.width <= 260 && rect.height <= 100;
}

function kindOfControl(node, text) {
  const said = `${text.length <= 16 ? text : ''} ${attribute(node, 'aria-label')} ${attribute(node, 'title')}`;
  if (CORRECTS.test(said)) return 'correct';
  const names = text ? '' : labels(node).names; // an icon is known by its names alone
  if (MARKS.satisfaction.words.test(said) || JUDGES_THIS.test(text) || MARKS.satisfaction.names.test(names)) {
    return OF_SESSION.test(said) || /^(满意度)?评价$/.test(text) ? 'rate-session' : DISLIKES.test(`${said} ${names}`) ? 'dislike' : 'like';
  }
  return text.length <= 12 && (COMMITS.test(said) || submits(node)) ? 'commit' : '';
}

const JUDGES_THIS = /^(点赞|点踩|赞|踩|有用|没用|有帮助|没帮助|无帮助|已解决|未解决|满意|不满意|👍|👎|helpful|not helpful|like|dislike)$/i;
const DISLIKES = /点踩|^踩|没用|没帮助|无帮助|未解决|不满意|👎|not helpful|dislike|thumbs?-?down|\bcai\b/i;

/** Whether the focus is in the element `id`. */
function focused(id) {
  let at = document.activeElement;
  while (at && shadowOf(at) && shadowOf(at).activeElement) at = shadowOf(at).activeElement;
  const element = elementOf(id);
  return !!at && !!element && (at === element || element.contains(at));
}

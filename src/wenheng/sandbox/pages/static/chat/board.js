// A page in two columns: hot questions left, a list of questions and answers right; a button asks.
window.Assistants.board = (root, data) => {
  const esc = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  root.innerHTML = `<div class="kb"><div class="kb-side"><h4>热点问题</h4><ul>${data.hot.map((t) => `<li>${esc(t)}</li>`).join("")}</ul><p class="kb-tel">人工热线 12345</p></div>
  <div class="kb-main"><h3>${esc(data.place)}智能问答平台</h3><div class="kb-talk"><div class="kb-a"><label>答</label><div>${esc(data.welcome)}</div></div></div>
  <div class="kb-ask"><textarea placeholder="请在此输入您的问题（200字以内）" maxlength="200"></textarea><div class="kb-tools"><span>还可以输入 <i>200</i> 字</span><button type="button">发送</button></div></div></div></div>`;
  const talk = root.querySelector(".kb-talk"), area = root.querySelector("textarea"), count = root.querySelector(".kb-tools i");

  function add(kind, label, html) {
    talk.insertAdjacentHTML("beforeend", `<div class="kb-${kind}"><label>${label}</label><div>${html}</div></div>`);
    talk.scrollTop = talk.scrollHeight;
    return talk.lastElementChild.lastElementChild;
  }

  async function ask(question) {
    if (!question.trim()) return;
    area.value = "";
    add("q", "问", esc(question));
    const body = add("a", "答", '<span class="kb-wait"></span>');
    for await (const { end } of wire.whole(data.api, question)) body.innerHTML = html(end);
    body.querySelectorAll("[data-ask]").forEach((row) => { row.onclick = () => ask(row.textContent); });
    const marks = body.querySelector(".kb-mark");
    if (marks) marks.onclick = (event) => { if (event.target.tagName === "BUTTON") { marks.textContent = "感谢您的评价"; wire.rate(data.api, 1); } };
    talk.scrollTop = talk.scrollHeight;
  }

  function html(reply) {
    const parts = reply.text.split("\n").map((line) => `<p>${esc(line)}</p>`);
    if (reply.card.length) parts.push(`<table>${reply.card.map(([n, w]) => `<tr><th>${esc(n)}</th><td>${esc(w)}</td></tr>`).join("")}</table>`);
    if (reply.links.length) parts.push(`<p class="kb-links">相关链接：${reply.links.map((l) => `<a target="_blank" href="${esc(l.url)}">${esc(l.text)}</a>`).join("")}</p>`);
    if (reply.options.length) parts.push(`<ul class="kb-opts">${reply.options.map((o) => `<li data-ask>${esc(o)}</li>`).join("")}</ul>`);
    if (["answer", "reason"].includes(data.rating)) parts.push('<p class="kb-mark">本条回答：<button>满意</button><button>不满意</button></p>');
    return parts.join("");
  }

  area.oninput = () => { count.textContent = 200 - area.value.length; };
  root.querySelector("button").onclick = () => ask(area.value);
  root.querySelectorAll(".kb-side li").forEach((row) => { row.onclick = () => ask(row.textContent); });
};

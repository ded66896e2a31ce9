// Window with a streamed answer: text area (Enter sends), dots while waiting, stop button, thumbs.
window.Assistants.stream = (root, data) => {
  root.innerHTML = `<section class="zw-chat">
    <header class="zw-top"><img src="/static/img/robot-a.svg" alt=""><div><b></b><small>智能助手 · 在线</small></div><button class="zw-x" aria-label="关闭">×</button></header>
    <div class="zw-log" role="log"></div>
    <div class="zw-foot"><textarea rows="1" placeholder="请输入您的问题，按 Enter 发送"></textarea><button class="zw-mic" title="语音输入"><svg width="22" height="22"><use href="/static/img/icons.svg#mic"/></svg></button><button class="zw-send">发送</button></div></section>`;
  const $ = (name) => root.querySelector(name);
  const log = $(".zw-log"), input = $("textarea"), send = $(".zw-send");
  $(".zw-top b").textContent = data.robot;
  if (data.close) $(".zw-x").onclick = data.close; else $(".zw-x").remove();

  function bubble(side, text) {
    const row = document.createElement("div");
    row.className = `zw-row zw-${side}`;
    row.innerHTML = side === "bot" ? '<img class="zw-face" src="/static/img/robot-a.svg" alt=""><div class="zw-bub"><div class="zw-txt"></div></div>' : '<div class="zw-bub"><div class="zw-txt"></div></div>';
    row.querySelector(".zw-txt").textContent = text;
    log.append(row);
    log.scrollTop = log.scrollHeight;
    return row;
  }

  function chips(box, titles) {
    const list = document.createElement("div");
    list.className = "zw-chips";
    for (const title of titles) {
      const chip = document.createElement("button");
      chip.textContent = title;
      chip.onclick = () => ask(title);
      list.append(chip);
    }
    box.append(list);
  }

  function finish(row, reply) {
    const bub = row.querySelector(".zw-bub");
    row.querySelector(".zw-txt").textContent = reply.text;
    if (reply.card.length) {
      const card = document.createElement("dl");
      card.className = "zw-card";
      for (const [name, words] of reply.card) {
        card.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: words }));
      }
      bub.append(card);
    }
    if (reply.links.length) {
      const box = document.createElement("p");
      box.className = "zw-links";
      for (const link of reply.links) box.append(Object.assign(document.createElement("a"), { href: link.url, textContent: link.text, target: "_blank" }));
      bub.append(box);
    }
    if (reply.options.length) chips(bub, reply.options);
    if (data.rating === "answer" || data.rating === "reason") rateable(bub);
    log.scrollTop = log.scrollHeight;
  }

  function rateable(bub) {
    const bar = document.createElement("div");
    bar.className = "zw-rate";
    bar.innerHTML = '<button title="有用">👍</button><button title="没用">👎</button>';
    bar.firstChild.onclick = () => { bar.textContent = "感谢评价"; wire.rate(data.api, 1); };
    bar.lastChild.onclick = () => {
      wire.rate(data.api, 0);
      if (data.rating === "reason") bar.innerHTML = '<select><option>请选择原因</option><option>内容有误</option><option>答非所问</option><option>不够完整</option></select>';
      else bar.textContent = "感谢评价";
    };
    bub.append(bar);
  }

  let running = null;
  async function ask(question) {
    question = question.trim();
    if (!question || running) return;
    input.value = "";
    bubble("me", question);
    const row = bubble("bot", "");
    const text = row.querySelector(".zw-txt");
    text.innerHTML = '<i class="zw-dots"><b></b><b></b><b></b></i>';
    running = new AbortController();
    send.textContent = "停止";
    let said = "";
    for await (const event of wire.lines(data.api, question, running.signal)) {
      if (event.end) finish(row, event.end);
      else text.textContent = said += event.delta;
      log.scrollTop = log.scrollHeight;
    }
    running = null;
    send.textContent = "发送";
  }

  send.onclick = () => (running ? running.abort() : ask(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); ask(input.value); }
  });
  const first = bubble("bot", data.welcome);
  if (data.hot.length) chips(first.querySelector(".zw-bub"), data.hot);
};

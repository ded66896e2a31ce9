// For phones: chips above, voice or keys, plus menu, round button; streamed.
window.Assistants.pocket = (root, data) => {
  const dom = (html) => { const t = document.createElement("template"); t.innerHTML = html.trim(); return t.content.firstChild; };
  const use = (name) => `<svg width="26" height="26"><use href="/static/img/icons.svg#${name}"/></svg>`;
  const view = dom(`<div class="pk"><div class="pk-h"><span class="pk-back">‹</span><b></b><span></span></div><div class="pk-v"></div><div class="pk-q"></div>
    <div class="pk-c"><button class="pk-b" aria-label="语音">${use("mic")}</button><textarea rows="1" enterkeyhint="send" placeholder="想问点什么？"></textarea><button class="pk-b" aria-label="更多">${use("plus")}</button><button class="pk-s" hidden>${use("send")}</button></div></div>`);
  root.append(view);
  const $ = (name) => view.querySelector(name);
  const feed = $(".pk-v"), keys = $("textarea"), go = $(".pk-s"), quick = $(".pk-q");
  $(".pk-h b").textContent = data.robot;
  $(".pk-back").onclick = () => (data.close ? data.close() : history.back());

  function turn(mine) {
    const node = dom(`<div class="pk-t${mine ? " pk-m" : ""}"><div class="pk-w"></div></div>`);
    feed.append(node);
    feed.scrollTop = feed.scrollHeight;
    return node.firstChild;
  }

  function offer(list) {
    quick.replaceChildren();
    for (const title of list) {
      const chip = dom("<span></span>");
      chip.textContent = title;
      chip.onclick = () => ask(title);
      quick.append(chip);
    }
    if (data.handoff) {
      const person = dom('<span class="pk-p">人工</span>');
      person.onclick = () => ask("转人工");
      quick.append(person);
    }
  }

  function close(words, reply) {
    words.textContent = reply.text;
    for (const [name, text] of reply.card) {
      const row = dom('<div class="pk-f"><b></b><span></span></div>');
      row.firstChild.textContent = name;
      row.lastChild.textContent = text;
      words.append(row);
    }
    for (const link of reply.links) {
      const card = dom('<a class="pk-l"><i></i><span></span></a>');
      card.href = link.url;
      card.lastChild.textContent = link.text;
      words.append(card);
    }
    if (reply.options.length) offer(reply.options);
    if (["answer", "reason"].includes(data.rating)) {
      const marks = dom('<div class="pk-r"><button aria-label="赞">赞</button><button aria-label="踩">踩</button></div>');
      marks.onclick = () => { marks.remove(); wire.rate(data.api, 1); };
      words.parentNode.append(marks);
    }
  }

  async function ask(question) {
    question = question.trim();
    if (!question) return;
    keys.value = "";
    go.hidden = true;
    turn(true).textContent = question;
    const words = turn(false);
    words.innerHTML = '<i class="pk-d"></i>';
    let text = "";
    for await (const event of wire.lines(data.api, question)) {
      if (event.end) close(words, event.end);
      else words.textContent = text += event.delta;
      feed.scrollTop = feed.scrollHeight;
    }
  }

  keys.oninput = () => { go.hidden = !keys.value.trim(); };
  go.onclick = () => ask(keys.value);
  keys.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); ask(keys.value); } });
  turn(false).textContent = data.welcome;
  offer(data.hot);
};

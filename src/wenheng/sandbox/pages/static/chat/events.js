// Panel fed by server-sent events: editable div, icon to send, cards as tables, chips under answers.
window.Assistants.events = (root, data) => {
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text) node.textContent = text;
    return node;
  };
  const icon = (name) => {
    const box = make("span", "ai-ico");
    box.innerHTML = `<svg width="20" height="20"><use href="/static/img/icons.svg#${name}"/></svg>`;
    return box;
  };
  const shell = make("div", "ai-shell");
  const bar = make("div", "ai-bar");
  bar.append(make("strong", "", `${data.place}智能问答`));
  if (data.handoff) {
    const person = make("span", "ai-person", "转人工");
    person.onclick = () => ask("转人工");
    bar.append(person);
  }
  const shut = make("span", "ai-shut", "—");
  shut.onclick = () => data.close && data.close();
  bar.append(shut);
  const flow = make("ol", "ai-flow");
  const composer = make("div", "ai-composer");
  const field = make("div", "ai-field");
  field.contentEditable = "true";
  field.setAttribute("data-placeholder", "说说您要办的事…");
  const clip = icon("plus"), go = icon("send");
  clip.title = "上传图片";
  go.classList.add("ai-go");
  composer.append(clip, field, go);
  shell.append(bar, flow, composer);
  root.append(shell);

  function entry(who) {
    const item = make("li", `ai-${who}`);
    const body = make("div", "ai-body");
    item.append(body);
    flow.append(item);
    return body;
  }
  const down = () => { flow.scrollTop = flow.scrollHeight; };

  function complete(body, reply) {
    body.replaceChildren();
    for (const line of reply.text.split("\n")) body.append(make("p", "", line));
    if (reply.card.length) {
      const table = make("table", "ai-card");
      for (const [name, words] of reply.card) {
        const row = table.insertRow();
        row.append(make("th", "", name));
        row.insertCell().textContent = words;
      }
      body.append(table);
    }
    for (const link of reply.links) {
      const anchor = make("a", "ai-link", link.text);
      anchor.href = link.url;
      anchor.target = "_blank";
      body.append(anchor);
    }
    if (reply.options.length) {
      const more = make("div", "ai-more");
      more.append(make("em", "", "猜您还想问"));
      for (const option of reply.options) {
        const chip = make("span", "", option);
        chip.onclick = () => ask(option);
        more.append(chip);
      }
      body.parentNode.append(more);
    }
    if (["answer", "reason"].includes(data.rating)) {
      const marks = make("div", "ai-marks");
      for (const word of ["有帮助", "没帮助"]) {
        const mark = make("span", "", word);
        mark.onclick = () => { marks.textContent = "已评价"; wire.rate(data.api, word); };
        marks.append(mark);
      }
      body.parentNode.append(marks);
    }
    down();
  }

  let busy = false;
  async function ask(question) {
    if (busy || !question) return;
    busy = true;
    field.textContent = "";
    entry("me").textContent = question;
    const body = entry("it");
    body.append(make("span", "ai-wait", "对方正在输入…"));
    down();
    let text = "";
    for await (const event of wire.events(data.api, question)) {
      if (event.end) complete(body, event.end);
      else { text += event.delta; body.textContent = text; }
      down();
    }
    busy = false;
  }

  go.addEventListener("click", () => ask(field.textContent.trim()));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); ask(field.textContent.trim()); }
  });
  entry("it").append(make("p", "", data.welcome));
  const hot = make("div", "ai-hot");
  hot.append(make("em", "", "热门问题"));
  for (const title of data.hot) {
    const row = make("a", "", title);
    row.onclick = () => ask(title);
    hot.append(row);
  }
  flow.append(hot);
};

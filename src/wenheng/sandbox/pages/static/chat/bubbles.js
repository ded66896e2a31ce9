// Plain bubbles with class names that say nothing; options are numbered lines; answer in one piece.
window.Assistants.bubbles = (root, data) => {
  const put = (parent, name, text) => {
    const node = document.createElement("div");
    node.className = name;
    if (text) node.innerText = text;
    parent.appendChild(node);
    return node;
  };
  const frame = put(root, "_a1");
  const head = put(frame, "_a2", data.robot);
  if (data.close) put(head, "_a3", "关闭").onclick = data.close;
  const pane = put(frame, "_b1");
  const base = put(frame, "_c1");
  const box = document.createElement("input");
  box.placeholder = "请输入问题";
  box.maxLength = 200;
  base.appendChild(box);
  const key = put(base, "_c2", "发送");

  function say(mine, text) {
    const row = put(pane, mine ? "_b2 _m" : "_b2");
    const time = put(row, "_b5", new Date().toTimeString().slice(0, 5));
    time.setAttribute("aria-hidden", "true");
    const body = put(row, "_b3", text);
    pane.scrollTop = 1e7;
    return body;
  }

  async function ask(question) {
    question = question.trim();
    if (!question) return;
    box.value = "";
    say(true, question);
    const dots = put(pane, "_b4", "…");
    for await (const { end } of wire.whole(data.api, question)) {
      dots.remove();
      show(end);
    }
  }

  function show(reply) {
    const body = say(false, reply.text);
    for (const [name, words] of reply.card) put(body, "_d1", `${name}：${words}`);
    reply.options.forEach((option, i) => { put(body, "_d2", `${i + 1}. ${option}`).onclick = () => ask(option); });
    for (const link of reply.links) {
      const tag = document.createElement("a");
      tag.href = link.url;
      tag.innerText = link.text;
      body.appendChild(tag);
    }
    if (["answer", "reason"].includes(data.rating)) {
      const ask_ = put(body, "_d3", "是否解决了您的问题？ ");
      for (const word of ["已解决", "未解决"]) {
        const mark = document.createElement("span");
        mark.innerText = word;
        mark.onclick = () => { ask_.innerText = "感谢您的评价"; wire.rate(data.api, word); };
        ask_.appendChild(mark);
      }
    }
    pane.scrollTop = 1e7;
  }

  key.onclick = () => ask(box.value);
  box.onkeydown = (event) => { if (event.key === "Enter") ask(box.value); };
  const first = say(false, data.welcome);
  data.hot.forEach((title, i) => { put(first, "_d2", `${i + 1}. ${title}`).onclick = () => ask(title); });
};

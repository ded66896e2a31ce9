// A custom element with a closed shadow root: its own launcher, a window, WebSocket, a filler line.
(() => {
  class Helper extends HTMLElement {
    connectedCallback() {
      if (this.started) return;
      this.started = true;
      this.inside = this.attachShadow({ mode: "closed" });
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = "/static/chat/socket.css";
      this.knob = document.createElement("div");
      this.knob.className = "knob";
      this.knob.innerHTML = '<svg width="34" height="34" viewBox="0 0 24 24" fill="none" stroke="#fff" stroke-width="1.6"><path d="M4 5h16v11H10l-4 4v-4H4z"/><path d="M8 9h8M8 12h5"/></svg>';
      this.knob.addEventListener("click", () => this.show());
      this.inside.append(style, this.knob);
    }

    show() {
      this.knob.hidden = true;
      if (this.win) { this.win.hidden = false; return; }
      const data = window.launch.data;
      this.win = document.createElement("div");
      this.win.className = "win";
      this.win.innerHTML = '<div class="cap"><span></span><b class="min">⌄</b></div><div class="said"></div><div class="say"><input type="text" placeholder="请描述您的问题"><span class="arrow" role="button" tabindex="0"><svg width="22" height="22" viewBox="0 0 24 24" fill="currentColor"><path d="M3 20v-6l9-2-9-2V4l19 8z"/></svg></span></div>';
      this.inside.append(this.win);
      const find = (name) => this.win.querySelector(name);
      find(".cap span").textContent = data.robot;
      find(".min").onclick = () => { this.win.hidden = true; this.knob.hidden = false; };
      const said = find(".said"), input = find("input");
      const line = (who, text) => {
        const node = document.createElement("div");
        node.className = who;
        node.textContent = text;
        said.append(node);
        said.scrollTop = said.scrollHeight;
        return node;
      };
      const ask = async (question) => {
        if (!question.trim()) return;
        input.value = "";
        line("mine", question);
        const wait = line("wait", "正在为您查询，请稍候…");
        let node = null, text = "";
        for await (const event of window.wire.messages(data.api, question)) {
          wait.remove();
          node = node || line("theirs", "");
          if (event.end) this.finish(node, event.end, ask);
          else node.textContent = text += event.delta;
          said.scrollTop = said.scrollHeight;
        }
      };
      find(".arrow").onclick = () => ask(input.value);
      input.addEventListener("keyup", (event) => { if (event.key === "Enter") ask(input.value); });
      line("theirs", data.welcome);
    }

    finish(node, reply, ask) {
      node.textContent = reply.text;
      for (const [name, words] of reply.card) {
        const row = document.createElement("div");
        row.className = "pair";
        row.innerHTML = "<b></b><span></span>";
        row.firstChild.textContent = name;
        row.lastChild.textContent = words;
        node.append(row);
      }
      for (const link of reply.links) {
        const tag = document.createElement("a");
        tag.href = link.url;
        tag.target = "_blank";
        tag.textContent = link.text;
        node.append(tag);
      }
      if (reply.options.length) {
        const list = document.createElement("div");
        list.className = "opts";
        for (const option of reply.options) {
          const one = document.createElement("button");
          one.textContent = option;
          one.onclick = () => ask(option);
          list.append(one);
        }
        node.after(list);
      }
    }
  }
  customElements.define("zw-helper", Helper);
  window.Assistants.socket = (root) => root.append(document.createElement("zw-helper"));
})();

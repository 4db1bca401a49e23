// Who reviews: a name, and a key where the service asks for one.

import { button, make } from "../dom.js";

/** The sign-in form in a section; `onDone()` once somebody is signed in. */
export class SignIn {
  constructor(section, desk, onDone) {
    Object.assign(this, { section, desk, onDone });
    this.name = input("name", "text", 100, "name");
    this.key = input("key", "password", 300, "off");
    this.keyRow = make("p", "", labelFor(this.key, "密钥"), this.key);
    this.keyRow.hidden = true;
    this.wrong = make("p", "bad");
    this.wrong.setAttribute("role", "alert");
    const enter = button("primary", () => {}, "开始核对");
    enter.type = "submit";
    const form = make("form", "", make("p", "", labelFor(this.name, "姓名"), this.name), this.keyRow, this.wrong, enter);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.enter(); });
    const title = make("h2", "", "谁来核对");
    title.id = "signin-title";
    section.replaceChildren(title, make("p", "quiet", "每个决定都记下是谁、什么时候、改前改后各是什么。"), form);
  }

  open() {
    this.section.hidden = false;
    this.wrong.textContent = "";
    this.name.select();
  }

  async enter() {
    const name = this.name.value.trim();
    if (!name) return this.refuse("请写上姓名", this.name);
    try {
      await this.desk.signIn(name, this.key.value.trim());
      this.key.value = "";
      this.section.hidden = true;
      this.onDone();
    } catch (error) {
      const asksForKey = [401, 403].includes(error.problem?.status);
      const isFirst = asksForKey && this.keyRow.hidden;
      this.keyRow.hidden = !asksForKey && this.keyRow.hidden;
      this.refuse(isFirst ? "这个服务要有密钥才能核对。密钥向管理员索取" : error.problem?.detail ?? "连不上服务。请稍后再试", asksForKey ? this.key : this.name);
    }
  }

  refuse(detail, field) {
    this.wrong.textContent = detail;
    field.focus();
  }
}

function input(id, type, length, completion) {
  const element = make("input");
  Object.assign(element, { id: `signin-${id}`, type, maxLength: length, autocomplete: completion });
  return element;
}

function labelFor(element, text) {
  const label = make("label", "", text);
  label.htmlFor = element.id;
  return label;
}

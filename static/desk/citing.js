/* Picking a work while writing: [@ in a text, the button below it, or Alt+Shift+C opens a search of
   the library, and what is chosen stands at the caret. Without this script a key is typed. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const dialog = document.getElementById("citing");
  const form = document.getElementById("article_form");
  if (!dialog || !form || !dialog.showModal) return;
  const part = (name) => document.getElementById(`citing-${name}`);
  const [query, status, list, found] = ["query", "status", "works", "found"].map(part);
  const [asks, adds] = ["look-up", "add"].map(part);
  const KEY = /^[A-Za-z0-9][\w.:-]*$/;
  let text, from, waiting, wanted, identifier;

  const options = () => [...list.children];
  const chosen = () => options().find((one) => one.getAttribute("aria-selected") === "true");
  const select = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (!option) return query.removeAttribute("aria-activedescendant");
    query.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const line = (name, words) => {
    const piece = document.createElement("span");
    piece.className = name;
    piece.dir = "auto";
    piece.textContent = words;
    return piece;
  };

  const clear = () => {
    found.hidden = adds.hidden = asks.hidden = true;
    list.replaceChildren();
    query.setAttribute("aria-expanded", "false");
    select();
    status.textContent = "";
  };
  const show = ({ works, identifier: known }) => {
    clear();
    list.append(...works.map((work, place) => {
      const option = document.createElement("li");
      option.id = `citing-work-${place}`;
      option.setAttribute("role", "option");
      option.dataset.key = work.key;
      option.append(line("title", work.title), line("about", work.about), line("key", `@${work.key}`),
        ...work.notices.map((notice) => line("notice", notice)));
      return option;
    }));
    query.setAttribute("aria-expanded", String(works.length > 0));
    select(list.firstElementChild);
    const { several, one, none } = dialog.dataset;
    if (query.value.trim()) status.textContent = works.length > 1 ? `${works.length} ${several}` : works.length ? one : none;
    identifier = known;
    asks.hidden = !known || works.length > 0;
    asks.lastElementChild.textContent = known;
  };
  const search = async () => {
    const asked = wanted = query.value;
    if (!asked.trim()) return clear();
    try {
      const answer = await fetch(`${dialog.dataset.pick}?${new URLSearchParams({ q: asked.slice(0, 300) })}`, { headers: { Accept: "application/json" } });
      const facts = await answer.json();
      if (asked !== wanted) return;
      if (facts.refused) status.textContent = facts.refused;
      else show(facts);
    } catch {
      status.textContent = dialog.dataset.failed;
    }
  };
  const post = async (address) => {
    status.textContent = dialog.dataset.waiting;
    asks.disabled = adds.disabled = true;
    const asked = wanted = query.value;
    const body = new FormData();
    body.append("identifier", identifier);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(address, { method: "POST", body });
      const facts = await answer.json();
      if (asked !== wanted || !dialog.open) return {};
      status.textContent = facts.refused || (facts.is_known ? dialog.dataset.known : "");
      return facts;
    } catch {
      status.textContent = dialog.dataset.failed;
      return {};
    } finally {
      asks.disabled = adds.disabled = false;
    }
  };

  /* execCommand is the one way by which the browser's own undo takes the insertion back. */
  const insert = (place, words) => {
    from.done = true;
    text.focus();
    text.setSelectionRange(place, place);
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, place, place, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const cite = (key) => {
    dialog.close();
    const { value } = text;
    const { end } = from;
    const inside = /\[\s*@[^\[\]]*$/.exec(value.slice(0, from.start));
    const after = /^[^\[\]\n]*\]/.exec(value.slice(end));
    if (from.typed) return insert(end, `${key}${after ? "" : "]"}`);
    if (!inside || !after) return insert(end, `[@${key}]`);
    insert(end + after[0].length - 1, `; @${key}`);
  };
  const open = (field, typed) => {
    text = field;
    /* Kept here, because a window that closes puts the caret at the start of the field. */
    from = { typed, start: field.selectionEnd - (typed ? 1 : 0), end: field.selectionEnd };
    query.value = "";
    clear();
    dialog.showModal();
    query.focus();
  };

  form.querySelectorAll(".article-text textarea").forEach((field) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cite";
    button.textContent = dialog.dataset.button;
    button.setAttribute("aria-keyshortcuts", "Alt+Shift+C");
    button.addEventListener("click", () => open(field, false));
    field.after(button);
    field.addEventListener("input", (event) => {
      if (event.inputType !== "insertText" || event.data !== "@") return;
      const before = field.value.slice(0, field.selectionEnd);
      if (/\[[ \t\n]*(?:@[A-Za-z0-9][\w.:-]*[ \t\n]*;[ \t\n]*)*@$/.test(before)) open(field, true);
    });
    field.addEventListener("keydown", (event) => {
      if (!event.altKey || !event.shiftKey || event.code !== "KeyC") return;
      event.preventDefault();
      open(field, false);
    });
  });

  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });
  query.addEventListener("keydown", (event) => {
    const all = options();
    const here = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (all.length) select(all[(here + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (from.typed && (event.key === "]" || event.key === ";") && KEY.test(query.value)) {
      /* Whoever knows the key types on, as if this window were not there. */
      event.preventDefault();
      dialog.close();
      insert(from.end, `${query.value}${event.key}`);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (wanted === query.value && chosen()) cite(chosen().dataset.key);
      else if (wanted === query.value && !asks.hidden) asks.click();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) cite(option.dataset.key);
  });
  asks.addEventListener("click", async () => {
    const facts = await post(dialog.dataset.lookUp);
    if (facts.key) return cite(facts.key);
    if (!facts.reference) return;
    found.querySelector(".reference").textContent = facts.reference;
    found.querySelector("ul").replaceChildren(...[...facts.notices, ...facts.remarks].map((words) => {
      const item = document.createElement("li");
      item.textContent = words;
      return item;
    }));
    found.hidden = adds.hidden = false;
    asks.hidden = true;
    status.textContent = facts.reference;
    adds.focus();
  });
  adds.addEventListener("click", async () => {
    const facts = await post(dialog.dataset.add);
    if (facts.key) cite(facts.key);
  });
  part("cancel").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    clearTimeout(waiting);
    wanted = undefined;
    if (document.activeElement !== text || !from.done) {
      text.focus();
      text.setSelectionRange(from.end, from.end);
    }
  });
});

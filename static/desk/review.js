/* A review by keyboard: panels beside the text, the next change, citation and comment, ticks that
   are kept at once. Without this script everything is on the page, one below the other. */
document.addEventListener("DOMContentLoaded", () => {
  const columns = document.querySelector(".review-columns");
  if (!columns) return;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const panels = Object.fromEntries(all("[id^=panel-]", columns).map((panel) => [panel.id.slice(6), panel]));
  const links = all("[data-panel]", columns);
  const narrow = window.matchMedia("(max-width: 63.99rem)");
  let shown = document.querySelector("[data-change]") ? "changes" : "sources";
  let lastCitation = null;

  /* Panels */

  function show(name) {
    shown = name;
    for (const [key, panel] of Object.entries(panels)) {
      panel.hidden = key !== shown && !(key === "text" && !narrow.matches);
    }
    for (const link of links) {
      if (link.dataset.panel === shown) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
  function reveal(element) {
    const panel = element.closest("[id^=panel-]");
    if (panel && (panel.hidden || panel.id !== "panel-text")) show(panel.id.slice(6));
    for (let folded = element.closest("details"); folded; folded = folded.parentElement.closest("details")) {
      folded.open = true;
    }
  }
  function go(element, { focus = true } = {}) {
    reveal(element);
    all(".is-here").forEach((other) => other.classList.remove("is-here"));
    element.classList.add("is-here");
    element.scrollIntoView({ block: "center" });
    if (focus) element.focus({ preventScroll: true });
  }
  function byHash(hash) {
    const id = decodeURIComponent(hash.slice(1));
    return id ? document.getElementById(id) : null;
  }
  function start() {
    const wanted = byHash(window.location.hash);
    if (narrow.matches && !wanted && shown === "sources") shown = "text";
    show(shown);
    if (wanted && columns.contains(wanted)) go(wanted);
  }
  narrow.addEventListener("change", () => {
    if (!narrow.matches && shown === "text") shown = "changes";
    show(shown);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#']");
    if (!link || link.pathname !== window.location.pathname || link.search !== window.location.search) return;
    const wanted = byHash(link.hash);
    if (!wanted || !columns.contains(wanted)) return;
    event.preventDefault();
    if (link.closest(".wording")) lastCitation = link;
    window.history.pushState(null, "", link.hash);
    if (link.dataset.panel) {
      show(link.dataset.panel);
      panels[shown].querySelector("h2").focus();
    } else go(wanted);
  });
  window.addEventListener("popstate", () => {
    const wanted = byHash(window.location.hash);
    if (wanted && columns.contains(wanted)) go(wanted);
  });

  /* From one to the next */

  function next(elements, step) {
    if (!elements.length) return null;
    const here = elements.findIndex((element) => element.classList.contains("is-here"));
    const place = here < 0 ? (step > 0 ? 0 : elements.length - 1) : here + step;
    return elements[(place + elements.length) % elements.length];
  }
  function nextChange(step) {
    const change = next(all("[data-change]", columns), step);
    if (change) go(change);
  }
  function nextComment() {
    const thread = next(all(".thread:not(.resolved)", columns), 1);
    if (thread) go(thread);
  }
  function nextCitation(step) {
    const citations = all(".wording a[href^='#source-']", columns);
    if (!citations.length) return;
    const here = citations.indexOf(lastCitation);
    const place = here < 0 ? (step > 0 ? 0 : citations.length - 1) : here + step;
    lastCitation = citations[(place + citations.length) % citations.length];
    const source = byHash(lastCitation.hash);
    if (!narrow.matches && source) go(source, { focus: false });
    if (narrow.matches) show("text");
    lastCitation.scrollIntoView({ block: "center" });
    lastCitation.focus({ preventScroll: true });
  }
  function back() {
    if (!lastCitation) return;
    if (narrow.matches) show("text");
    lastCitation.scrollIntoView({ block: "center" });
    lastCitation.focus({ preventScroll: true });
  }
  function sign() {
    const title = document.getElementById("sign-title");
    if (!title) return;
    title.scrollIntoView({ block: "start" });
    title.closest("section").querySelector("input[type=radio]").focus({ preventScroll: true });
  }

  /* Comments: the words that are selected, as they stand in the text without citations' numbers */

  const dialog = document.getElementById("comment-dialog");
  function words(range) {
    const copy = document.createElement("div");
    copy.append(range.cloneContents());
    all(".citation, .backlink", copy).forEach((mark) => mark.remove());
    return copy.textContent.replace(/\s+/g, " ");
  }
  function around(wording, from, to) {
    const before = document.createRange();
    before.selectNodeContents(wording);
    before.setEnd(from.node, from.offset);
    const after = document.createRange();
    after.selectNodeContents(wording);
    after.setStart(to.node, to.offset);
    return { before: words(before).slice(-40), after: words(after).slice(0, 40) };
  }
  function selected() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = range.startContainer.parentElement;
    const wording = start && start.closest(".wording");
    if (!wording || !wording.contains(range.endContainer)) return null;
    const text = wording.querySelector(".wording-text");
    const context = around(
      text,
      { node: range.startContainer, offset: range.startOffset },
      { node: range.endContainer, offset: range.endOffset },
    );
    return { audience: wording.dataset.audience, passage: words(range).trim(), ...context };
  }
  function sentenceOfCitation() {
    const citation = document.activeElement.closest(".wording a[href^='#source-']");
    if (!citation) return null;
    const wording = citation.closest(".wording");
    const block = citation.closest("p, li, h3, h4, h5, h6, blockquote");
    if (!block) return null;
    const before = document.createRange();
    before.selectNodeContents(block);
    before.setEndBefore(citation);
    const whole = document.createRange();
    whole.selectNodeContents(block);
    const text = words(whole).trim();
    let at = 0;
    const found = text.split(/(?<=[.!?])\s+(?=[A-Z0-9])/).find((sentence) => {
      at += sentence.length + 1;
      return at >= words(before).trim().length;
    });
    const context = around(wording.querySelector(".wording-text"), { node: block, offset: 0 }, { node: block, offset: block.childNodes.length });
    const isWhole = found === text;
    return { audience: wording.dataset.audience, passage: found || text, before: isWhole ? context.before : "", after: isWhole ? context.after : "" };
  }
  function comment() {
    if (!dialog) return;
    const form = dialog.querySelector("form");
    const about = selected() || sentenceOfCitation();
    for (const name of ["audience", "passage", "before", "after"]) {
      form.elements[name].value = about ? about[name] : "";
    }
    const quoted = dialog.querySelector("blockquote");
    quoted.hidden = !about;
    quoted.textContent = about ? about.passage : "";
    dialog.querySelector(".on-the-whole").hidden = Boolean(about);
    dialog.showModal();
    form.elements.text.focus();
  }
  if (dialog) {
    dialog.querySelector("[data-closes]").addEventListener("click", () => dialog.close());
    const way = document.querySelector(".review-ways [data-key=c]");
    way?.addEventListener("click", (event) => { event.preventDefault(); comment(); });
  }
  function mark() {
    if (!window.CSS || !CSS.highlights) return;
    const ranges = all(".thread[data-exact]:not(.resolved)").map(rangeOf).filter(Boolean);
    CSS.highlights.set("commented", new Highlight(...ranges));
  }
  function rangeOf(thread) {
    const wording = columns.querySelector(`.wording[data-audience="${thread.dataset.audience}"] .wording-text`);
    if (!wording) return null;
    const places = [];
    let text = "";
    const walker = document.createTreeWalker(wording, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".citation, .backlink")) continue;
      for (let offset = 0; offset < node.data.length; offset += 1) {
        const isSpace = /\s/.test(node.data[offset]);
        if (isSpace && (text === "" || text.endsWith(" "))) continue;
        text += isSpace ? " " : node.data[offset];
        places.push([node, offset]);
      }
    }
    const { prefix, exact, suffix } = thread.dataset;
    let start = text.indexOf(prefix + exact + suffix);
    start = start < 0 ? text.indexOf(exact) : start + prefix.length;
    if (start < 0) return null;
    const range = document.createRange();
    range.setStart(...places[start]);
    const [node, offset] = places[start + exact.length - 1];
    range.setEnd(node, offset + 1);
    return range;
  }

  /* Ticks are kept as they are made */

  const checks = columns.querySelector("form.checks");
  checks?.addEventListener("change", async (event) => {
    const status = checks.querySelector("[role=status]");
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", checks.elements.csrfmiddlewaretoken.value);
    sent.set(event.target.name, event.target.value);
    try {
      const answer = await fetch(checks.action, { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
      status.textContent = answer.status === 204 ? status.dataset.saved : (answer.status === 409 && (await answer.text())) || status.dataset.unsaved;
    } catch {
      status.textContent = status.dataset.unsaved;
    }
  });

  /* Keys */

  const help = document.getElementById("keys");
  const use = document.getElementById("use-keys");
  const opener = document.querySelector("[data-opens=keys]");
  opener.parentElement.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  use.checked = window.localStorage.getItem("review-keys") !== "off";
  use.addEventListener("change", () => window.localStorage.setItem("review-keys", use.checked ? "on" : "off"));
  const keys = {
    n: () => nextChange(1),
    p: () => nextChange(-1),
    r: () => nextCitation(1),
    R: () => nextCitation(-1),
    m: nextComment,
    c: comment,
    s: sign,
    b: back,
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog[open]");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !use.checked || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
  mark();
  start();
});

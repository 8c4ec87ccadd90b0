/* A review by keyboard: panels beside the text, the next change, citation and comment, ticks that
   are kept at once. Without this script everything is on the page, one below the other. */
document.addEventListener("DOMContentLoaded", () => {
  const columns = document.querySelector(".review-columns");
  if (!columns) return;
  const { passages } = window;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const panels = Object.fromEntries(all("[id^=panel-]", columns).map((panel) => [panel.id.slice(6), panel]));
  const links = all("[data-panel]", columns);
  const narrow = window.matchMedia("(max-width: 47.99rem)");
  const highlights = window.CSS && CSS.highlights;
  let shown = document.querySelector("[data-change]") ? "changes" : "sources";
  let here = null; // where one is in the text: a citation, or the range of a passage
  const last = {}; // where one was last among changes, comments and sources
  const visited = `review-change ${window.location.pathname}${window.location.search}`;

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
  function kind(element) {
    return ["[data-change]", ".thread", ".sources > li"].find((selector) => element.matches(selector));
  }
  function mark(element) {
    all(".is-here").forEach((other) => other.classList.remove("is-here"));
    element.classList.add("is-here");
    last[kind(element)] = element;
    if (element.matches("[data-change]")) window.sessionStorage.setItem(visited, element.id);
  }
  function inText(element) {
    if (element.dataset.exact) return passages.named(element)?.range;
    if (!element.id.startsWith("source-")) return null;
    const cites = (citation) => byHash(citation.hash) === element;
    return here?.hash && cites(here) ? here : citations().find(cites);
  }
  function light(place) {
    if (place) here = place;
    const range = place instanceof Range ? place : place && passages.aroundCitation(place)?.range;
    highlights?.set("place", new Highlight(...(range ? [range] : [])));
  }
  function center(place) {
    const box = place.getBoundingClientRect();
    window.scrollBy(0, box.top + box.height / 2 - window.innerHeight / 2);
  }
  function go(element, { focus = true, text = true } = {}) {
    reveal(element);
    mark(element);
    const place = text ? inText(element) : null;
    if (text) light(place);
    const pane = element.closest(".review-beside");
    if (pane && !narrow.matches && (place || !text)) {
      if (place) center(place);
      const [box, frame] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
      pane.scrollTop += box.top - frame.top - Math.max(0, (pane.clientHeight - box.height) / 2);
    } else element.scrollIntoView({ block: "center" });
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
    const before = document.getElementById(window.sessionStorage.getItem(visited));
    if (before?.matches("[data-change]")) last[kind(before)] = before;
    if (wanted && columns.contains(wanted)) {
      go(wanted);
      afterLoad(() => document.activeElement === wanted && go(wanted));
    }
  }
  /* The browser scrolls to the address's anchor when all is loaded, in the frame after. */
  function afterLoad(act) {
    const frame = window.requestAnimationFrame;
    window.addEventListener("load", () => frame(() => frame(act)));
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
    if (link.closest(".wording")) light(link);
    window.history.pushState(null, "", link.hash);
    if (link.dataset.panel) {
      show(link.dataset.panel);
      panels[shown].querySelector("h2").focus();
    } else go(wanted, { text: !link.closest(".wording") });
  });
  window.addEventListener("popstate", () => {
    const wanted = byHash(window.location.hash);
    if (wanted && columns.contains(wanted)) go(wanted);
  });

  /* From one to the next */

  function next(elements, step) {
    if (!elements.length) return;
    const at = elements.indexOf(last[kind(elements[0])]);
    const place = at < 0 && step < 0 ? elements.length - 1 : at + step;
    go(elements[(place + elements.length) % elements.length]);
  }
  function nextChange(step) {
    next(all("[data-change]", columns), step);
  }
  function nextComment() {
    next(all(".thread:not(.resolved)", columns), 1);
  }
  function citations() {
    return all(".wording a[href^='#source-']", columns);
  }
  function nextCitation(step) {
    const found = citations();
    if (!found.length) return;
    const after = here instanceof Range ? found.findIndex((one) => here.comparePoint(one, 0) >= 0) : found.length;
    const at = here instanceof Range ? after - (step > 0 ? 1 : 0) : found.indexOf(here);
    const place = at < 0 && step < 0 ? found.length - 1 : at + step;
    light(found[(place + found.length) % found.length]);
    const source = byHash(here.hash);
    if (!narrow.matches && source) go(source, { focus: false, text: false });
    else if (source) mark(source);
    back();
  }
  function nextUnchecked() {
    const sources = all(".sources > li[id]", columns);
    if (!sources.length) return;
    const at = sources.indexOf(last[kind(sources[0])]);
    const open = sources.filter((source) => source.querySelector(".check") && !source.querySelector(".check :checked"));
    const source = open.find((one) => sources.indexOf(one) > at) || open[0];
    if (source) go(source);
  }
  function back() {
    if (!here) return;
    if (narrow.matches) show("text");
    center(here);
    if (here.focus) here.focus({ preventScroll: true });
    else {
      document.activeElement.blur();
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(here.cloneRange());
    }
  }
  function sign() {
    const title = document.getElementById("sign-title");
    if (!title) return;
    title.scrollIntoView({ block: "start" });
    const verdict = title.closest("section").querySelector("input[type=radio]");
    verdict.focus({ preventScroll: true });
    verdict.scrollIntoView({ block: "nearest" });
  }

  /* Comments: on the words that are selected, or on the sentence of the change or citation */

  const dialog = document.getElementById("comment-dialog");
  function about() {
    const focused = document.activeElement;
    const change = focused.closest(".changes [data-exact]");
    const citation = focused.closest(".wording a[href^='#source-']");
    const found = passages.selected() || (change && passages.named(change)) || (citation && passages.aroundCitation(citation));
    return found?.quote;
  }
  function comment() {
    if (!dialog) return;
    const form = dialog.querySelector("form");
    const quote = about();
    for (const name of ["audience", "passage", "before", "after"]) {
      form.elements[name].value = quote ? quote[name] : "";
    }
    const quoted = dialog.querySelector("blockquote");
    quoted.hidden = !quote;
    quoted.textContent = quote ? quote.passage : "";
    dialog.querySelector(".on-the-whole").hidden = Boolean(quote);
    dialog.showModal();
    form.elements.text.focus();
  }
  if (dialog) {
    dialog.querySelector("[data-closes]").addEventListener("click", () => dialog.close());
    const way = document.querySelector(".review-ways [data-key=c]");
    way?.addEventListener("click", (event) => { event.preventDefault(); comment(); });
  }
  function markCommented() {
    const found = all(".thread[data-exact]:not(.resolved)").map((thread) => passages.named(thread)?.range);
    highlights?.set("commented", new Highlight(...found.filter(Boolean)));
  }

  /* Ticks are kept as they are made */

  const checks = columns.querySelector("form.checks");
  checks?.addEventListener("change", async (event) => {
    const status = checks.querySelector("[role=status]");
    const label = event.target.closest("label").textContent.trim();
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", checks.elements.csrfmiddlewaretoken.value);
    sent.set(event.target.name, event.target.value);
    try {
      const answer = await fetch(checks.action, { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
      const kept = `${status.dataset.saved}: ${event.target.closest(".check").dataset.key}, ${label.toLowerCase()}.`;
      status.textContent = answer.status === 204 ? kept : (answer.status === 409 && (await answer.text())) || status.dataset.unsaved;
      if (answer.status === 204) columns.querySelector("[data-checked]").textContent = all(".check :checked", checks).length;
    } catch {
      status.textContent = status.dataset.unsaved;
    }
  });
  function tick(number) {
    const source = document.activeElement.closest(".sources > li") || columns.querySelector(".sources > .is-here");
    source?.querySelectorAll(".check input")[number - 1]?.click();
  }

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
    u: nextUnchecked,
    1: () => tick(1),
    2: () => tick(2),
    3: () => tick(3),
    4: () => tick(4),
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
  markCommented();
  start();
});

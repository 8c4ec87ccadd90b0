/* Enhancements of the readers' site. Everything works without them: a marker is then a link to the
   list of references, the contents list does not follow, and copying is the browser's own. */
"use strict";

document.documentElement.classList.add("scripting");

/* Copy and share */

const copy = async (button, text) => {
  await navigator.clipboard.writeText(text);
  const label = button.dataset.label ?? (button.dataset.label = button.textContent);
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 2000);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-share]");
  if (!button) return;
  if (button.dataset.copy) {
    copy(button, document.getElementById(button.dataset.copy).textContent.trim());
  } else if (navigator.share) {
    navigator.share({ title: document.title, url: location.href }).catch(() => {});
  } else {
    copy(button, location.href);
  }
});

/* References open where they are cited, by keyboard and touch alike */

const note = document.createElement("div");
note.className = "reference-note";
note.popover = "auto";
note.role = "dialog";
note.tabIndex = -1;
let marker = null;

const place = () => {
  const at = marker.getBoundingClientRect();
  const widest = document.documentElement.clientWidth - note.offsetWidth - 16;
  note.style.insetBlockStart = "auto";
  note.style.left = `${Math.max(16, Math.min(at.left, widest)) + scrollX}px`;
  note.style.top = `${at.bottom + scrollY + 6}px`;
};

const show = (link, item) => {
  marker = link;
  const text = item.cloneNode(true);
  for (const back of text.querySelectorAll(".backlink")) back.remove();
  const words = document.createElement("p");
  words.append(...text.childNodes);
  const onward = document.createElement("a");
  onward.href = link.hash;
  onward.textContent = document.querySelector(".references h2")?.textContent ?? link.hash;
  onward.addEventListener("click", () => note.hidePopover());
  const tools = document.createElement("p");
  tools.className = "tools";
  tools.append(onward);
  note.replaceChildren(words, tools);
  note.ariaLabel = link.ariaLabel ?? link.textContent;
  note.showPopover();
  place();
  note.focus({ preventScroll: true });
};

if ("popover" in HTMLElement.prototype) {
  document.body.append(note);
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".citation a");
    const item = link && document.getElementById(link.hash.slice(1));
    if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link, item);
  });
  note.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && note.contains(document.activeElement)) marker?.focus();
  });
  note.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { note.hidePopover(); marker?.focus(); event.preventDefault(); }
  });
}

/* The contents list follows what is read */

const links = new Map(
  [...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]),
);
const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);

const above = new Set(); // of the upper third of the window

const follow = (changes) => {
  for (const { target, isIntersecting } of changes) above[isIntersecting ? "add" : "delete"](target);
  const here = parts.filter((part) => above.has(part)).at(-1)?.id;
  for (const [id, link] of links) {
    if (id === here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};

// Told by the browser after its own layout, so that no page is laid out twice for it.
const passing = new IntersectionObserver(follow, { rootMargin: "1000000px 0px -67% 0px" });
for (const part of parts) passing.observe(part);

/* An answer that is folded away is printed whole, also where a style sheet cannot unfold it */

addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll(".folded")) folded.open = true;
});

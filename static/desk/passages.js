/* Passages of the text on a review page, as comments quote them: words without the numbers of
   citations, and where each character stands. Where sentences begin says the server, by the rules
   with which it finds those that cite a source. */
window.passages = (() => {
  const CONTEXT = 40;
  const known = new Map();

  function reading(audience) {
    if (known.has(audience)) return known.get(audience);
    const element = document.querySelector(`.wording[data-audience="${audience}"] .wording-text`);
    const places = [];
    let text = "";
    const walker = element && document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker?.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".citation, .backlink")) continue;
      for (let offset = 0; offset < node.data.length; offset += 1) {
        const isSpace = /\s/.test(node.data[offset]);
        if (isSpace && (text === "" || text.endsWith(" "))) continue;
        text += isSpace ? " " : node.data[offset];
        places.push([node, offset]);
      }
    }
    known.set(audience, { text, places });
    return known.get(audience);
  }

  function passage(audience, start, end) {
    const { text, places } = reading(audience);
    while (start < end && text[start] === " ") start += 1;
    while (start < end && text[end - 1] === " ") end -= 1;
    if (start < 0 || start >= end) return null;
    const range = document.createRange();
    range.setStart(...places[start]);
    const [node, offset] = places[end - 1];
    range.setEnd(node, offset + 1);
    return {
      range,
      quote: {
        audience,
        passage: text.slice(start, end),
        before: text.slice(Math.max(0, start - CONTEXT), start),
        after: text.slice(end, end + CONTEXT),
      },
    };
  }

  /* What an element names by data-exact: at its position, with its surroundings, or as the nth of
     the same words. */
  function named(element) {
    const { audience, exact, prefix = "", suffix = "", nth = "0", position } = element.dataset;
    const { text } = reading(audience);
    if (position && text.startsWith(exact, Number(position))) {
      return passage(audience, Number(position), Number(position) + exact.length);
    }
    let start = prefix || suffix ? text.indexOf(prefix + exact + suffix) : -1;
    if (start >= 0) start += prefix.length;
    else {
      for (let left = Number(nth), at = text.indexOf(exact); at >= 0; at = text.indexOf(exact, at + 1)) {
        start = at;
        if (left === 0) break;
        left -= 1;
      }
    }
    return start < 0 ? null : passage(audience, start, start + exact.length);
  }

  function selected() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const wording = range.startContainer.parentElement?.closest(".wording");
    if (!wording || !wording.contains(range.endContainer)) return null;
    const { audience } = wording.dataset;
    const inside = reading(audience).places.map(
      ([node, offset]) => range.comparePoint(node, offset) >= 0 && range.comparePoint(node, offset + 1) <= 0,
    );
    return passage(audience, inside.indexOf(true), inside.lastIndexOf(true) + 1);
  }

  function aroundCitation(citation) {
    const { audience, sentences } = citation.closest(".wording").dataset;
    const block = citation.closest("p, li, h3, h4, h5, h6, blockquote");
    const { places } = reading(audience);
    const within = [...places.keys()].filter((at) => block && block.contains(places[at][0]));
    if (!within.length) return null;
    const before = within.filter(
      (at) => places[at][0].compareDocumentPosition(citation) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const here = before.at(-1) ?? within[0];
    let [start, end] = [within[0], within.at(-1) + 1];
    for (const at of sentences.split(" ").map(Number)) {
      if (at <= here) start = Math.max(start, at);
      else end = Math.min(end, at);
    }
    return passage(audience, start, end);
  }

  return { named, selected, aroundCitation };
})();

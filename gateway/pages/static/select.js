// Adding what the reading missed: the selection in the document becomes a span of its text.
// Works on pages with a .doc[data-from] and a form#selected; without scripts neither is needed.
"use strict";

(() => {
  const form = document.getElementById("selected");
  const text = document.querySelector(".doc[data-from]");
  if (!form || !text) {
    return;
  }
  const quote = form.querySelector("q");

  // Spans count characters, JavaScript counts UTF-16 units.
  const length = (words) => Array.from(words).length;

  // The part of the selection that lies in the document, or null.
  const chosen = () => {
    const selection = document.getSelection();
    if (!selection || selection.rangeCount === 0) {
      return null;
    }
    const range = selection.getRangeAt(0).cloneRange();
    if (!range.intersectsNode(text)) {
      return null;
    }
    const whole = document.createRange();
    whole.selectNodeContents(text);
    if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) {
      range.setStart(text, 0);
    }
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) {
      range.setEnd(text, text.childNodes.length);
    }
    return range;
  };

  const show = () => {
    const range = chosen();
    if (!range) {
      return;
    }
    const words = range.toString();
    form.hidden = !words.trim();
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = Number(text.dataset.from) + length(before.toString());
    form.elements.span.value = `${start}-${start + length(words)}`;
    quote.textContent = words.length > 90 ? `${words.slice(0, 90).trim()}…` : words.trim();
  };

  document.addEventListener("selectionchange", show);
})();

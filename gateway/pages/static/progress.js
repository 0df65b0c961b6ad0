// How far the reading of a chosen document is, while the browser waits for its draft.
// Works on a form#import with a .far block; without scripts the form is an ordinary one.
"use strict";

(() => {
  const form = document.getElementById("import");
  if (!form) {
    return;
  }
  const EVERY_MS = 600;
  const far = form.querySelector(".far");
  const bar = far.querySelector("progress");
  const said = far.querySelector("[role=status]");
  const count = far.querySelector("span");
  const first = said.textContent;
  let timer = 0;

  const show = (told) => {
    bar.value = Math.max(bar.value, told.percent);
    count.textContent = told.count;
    if (said.textContent !== told.said) {
      said.textContent = told.said; // a changed word alone is read out
    }
  };

  const ask = async () => {
    try {
      const answer = await fetch(`/plans/imports/${encodeURIComponent(form.elements.key.value)}`);
      if (answer.status === 200) {
        show(await answer.json());
      }
    } catch {
      // not heard this time; the next look tells, or the draft itself does
    }
    timer = setTimeout(ask, EVERY_MS);
  };

  const rest = () => {
    clearTimeout(timer);
    form.classList.remove("waits");
    far.hidden = true;
    bar.removeAttribute("value");
    said.textContent = first;
    count.textContent = "";
  };

  form.addEventListener("submit", () => {
    rest();
    form.classList.add("waits");
    far.hidden = false;
    far.scrollIntoView({ block: "nearest" });
    timer = setTimeout(ask, EVERY_MS);
  });
  // Come back to by the browser's Back: nothing is being read any more.
  window.addEventListener("pageshow", (event) => event.persisted && rest());
})();

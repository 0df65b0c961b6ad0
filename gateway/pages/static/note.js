// A progress note without loading the list again; without scripts the form is an ordinary one.
"use strict";

(() => {
  const send = async (form) => {
    const said = form.querySelector("[aria-live]");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      const told = await answer.json();
      said.textContent = told.said;
      if (answer.ok) {
        form.elements.version.value = told.version;
        form.elements.key.value = told.key;
        form.elements.note.value = "";
        const row = form.closest("li");
        row.querySelector(".state").textContent = told.state;
        const last = row.querySelector(".last");
        last.hidden = false;
        last.querySelector("q").textContent = told.note;
        last.querySelector("span").textContent = told.age;
      }
    } catch {
      form.submit(); // what a script cannot tell, the page does
    } finally {
      button.disabled = false;
    }
  };

  document.addEventListener("submit", (event) => {
    if (event.target.matches("form.note")) {
      event.preventDefault();
      send(event.target);
    }
  });
})();

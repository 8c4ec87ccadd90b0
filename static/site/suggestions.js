/* Questions that begin as what is typed, below the search field. Without this the form just works. */
"use strict";
document.querySelectorAll("input[data-suggestions]").forEach((field, number) => {
  const list = document.createElement("ul");
  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent);
  list.hidden = true;
  field.after(list);
  const set = (facts) => Object.entries(facts).forEach(([name, value]) => field.setAttribute(name, value));
  set({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

  let wanted, waiting;
  const options = () => [...list.children];
  const hide = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (option) set({ "aria-activedescendant": option.id });
    else field.removeAttribute("aria-activedescendant");
  };
  const show = (found) => {
    list.replaceChildren(...found.map(({ question, url }, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.dir = "auto";
      option.textContent = question;
      option.dataset.url = url;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    list.hidden = !found.length;
    set({ "aria-expanded": String(!list.hidden) });
    field.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const typed = wanted = field.value;
    try {
      const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(typed)}`);
      if (answer.ok && typed === wanted) show((await answer.json()).suggestions);
    } catch { hide(); }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (field.value.trim().length < 3) { wanted = ""; hide(); } else waiting = setTimeout(ask, 150);
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    const here = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); hide(); }
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = here === -1 && step === -1 ? all.length - 1 : here + step;
      choose(all[next]);
    } else if (event.key === "Enter" && !list.hidden && here !== -1) {
      event.preventDefault();
      location.assign(all[here].dataset.url);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) location.assign(option.dataset.url);
  });
  field.addEventListener("blur", hide);
});

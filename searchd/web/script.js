// Comfort only: every page works without this file. Completion of the query (WAI-ARIA combobox), "/" to
// reach it, copying of citations. No cookie; the one preference lives in localStorage.
"use strict";

(() => {
  const input = document.getElementById("q");
  const preference = "hemicycle.raccourcis";

  function shortcutsAreOn() {
    try {
      return localStorage.getItem(preference) !== "non";
    } catch {
      return true;
    }
  }

  function isTyping(element) {
    return element && (element.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName));
  }

  // "/" focuses the search (WCAG 2.1.4: can be switched off, on the help page).
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!input || isTyping(document.activeElement) || !shortcutsAreOn()) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  const preferences = document.getElementById("preferences");
  if (preferences) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = shortcutsAreOn();
    box.addEventListener("change", () => {
      try {
        if (box.checked) localStorage.removeItem(preference);
        else localStorage.setItem(preference, "non");
      } catch {
        box.disabled = true;
      }
    });
    label.append(box, " Raccourci clavier « / » et propositions pendant la frappe, sur ce navigateur");
    preferences.append(label);
    preferences.hidden = false;
  }

  for (const citation of document.querySelectorAll("pre.citation")) {
    if (!navigator.clipboard) break;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copier";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(citation.textContent);
      button.textContent = "Copié";
      setTimeout(() => (button.textContent = "Copier"), 2000);
    });
    citation.after(button);
  }

  // What small screens fold away stands open on wide ones; for browsers where the style sheet cannot.
  if (!CSS.supports("selector(::details-content)") && matchMedia("(width >= 62rem)").matches) {
    for (const details of document.querySelectorAll(".refine details, .home .options")) details.open = true;
  }

  // --- completion ---------------------------------------------------------------------------

  if (!input || !shortcutsAreOn()) return;
  const list = document.createElement("ul");
  const status = document.createElement("span");
  list.id = "q-propositions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Propositions");
  list.hidden = true;
  status.className = "vh";
  status.setAttribute("role", "status");
  input.parentElement.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let chosen = -1;
  let typed = "";
  let timer = 0;
  let request = null;

  function close() {
    clearTimeout(timer);
    if (request) request.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const items = list.children;
    clearTimeout(timer);
    if (chosen >= 0) items[chosen].setAttribute("aria-selected", "false");
    chosen = index;
    if (chosen < 0) {
      input.value = typed;
      input.removeAttribute("aria-activedescendant");
      return;
    }
    items[chosen].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", items[chosen].id);
    input.value = items[chosen].dataset.query;
  }

  function show(suggestions) {
    list.replaceChildren();
    suggestions.forEach((suggestion, index) => {
      const item = document.createElement("li");
      const text = document.createElement("bdi");
      const role = document.createElement("span");
      const count = document.createElement("span");
      item.id = "q-proposition-" + index;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.query = suggestion.requete;
      text.textContent = suggestion.texte;
      role.className = "role";
      role.textContent = { auteur: "auteur ou autrice", ministre: "ministre" }[suggestion.champ] || "";
      count.className = "number";
      count.textContent = suggestion.nombre.toLocaleString("fr");
      item.append(text, " ", role, " ", count);
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => {
        choose(index);
        input.form.requestSubmit();
      });
      list.append(item);
    });
    list.hidden = suggestions.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
    const count = suggestions.length;
    status.textContent = count === 0 ? "Aucune proposition" : count === 1 ? "1 proposition" : count + " propositions";
  }

  async function suggest() {
    if (request) request.abort();
    if (typed.trim().length < 2) return close();
    request = new AbortController();
    try {
      const answer = await fetch(new URL("api/v1/suggest?q=" + encodeURIComponent(typed), input.form.action), { signal: request.signal });
      if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions.slice(0, 8));
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(suggest, 120);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      input.value = typed;
      close();
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      choose(chosen + 1 < count ? chosen + 1 : -1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      choose(chosen < 0 ? count - 1 : chosen - 1);
    } else if (event.key === "Enter") {
      close();
    }
  });
})();

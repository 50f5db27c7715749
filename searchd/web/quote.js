// Comfort only, on the page of an exchange: a selected passage is copied with who said it, when and where. The button
// stands behind it for the keyboard, and in sight of the thumb.
"use strict";

(() => {
  const texts = document.querySelector(".exchange .text");
  if (texts && navigator.clipboard) {
    const label = "Copier avec la référence";
    const button = document.createElement("button");
    let quotation = "";
    button.type = "button";
    button.className = "copy quote";
    button.setAttribute("aria-live", "polite");

    const speakerOf = (paragraph) => {
      let by = paragraph;
      while (by && !by.matches(".by")) by = by.previousElementSibling;
      const name = by ? by.textContent.trim() : texts.dataset.author;
      const isDated = by && by.querySelector("time");
      return [name, !isDated && texts.dataset.day && "le " + texts.dataset.day, texts.dataset.assembly];
    };

    const quote = () => {
      const selection = document.getSelection();
      const isInside = selection.rangeCount > 0 && texts.contains(selection.getRangeAt(0).commonAncestorContainer);
      const words = isInside ? selection.toString().replace(/¶/g, "").replace(/\s*\n\s*/g, " ").trim() : "";
      const paragraphs = [...texts.querySelectorAll("[id*='-p']")].filter((one) => words && selection.containsNode(one, true));
      if (paragraphs.length === 0) {
        // A tap clears the selection before it is a click.
        setTimeout(() => !document.getSelection().toString() && document.activeElement !== button && button.remove(), 400);
        return;
      }
      const canonical = document.querySelector("link[rel=canonical]");
      const address = new URL("#" + paragraphs[0].id, canonical ? canonical.href : location.href).href;
      quotation = "«\u00a0" + words + "\u00a0» — " + [...speakerOf(paragraphs[0]), address].filter(Boolean).join(", ");
      const last = paragraphs.at(-1);
      if (button.previousElementSibling !== last) last.after(button);
      button.textContent = label;
    };

    document.addEventListener("selectionchange", quote);
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(quotation);
        button.textContent = "Copié avec la référence";
      } catch {
        button.textContent = "Le navigateur refuse de copier";
      }
    });
    document.querySelector(".cite p").append(" Un passage sélectionné se copie avec sa référence.");
  }
})();

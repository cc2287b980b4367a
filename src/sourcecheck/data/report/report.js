"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);
  document.querySelector(".tools").hidden = false;

  const setLanguage = (button) => {
    const language = button.dataset.set;
    root.lang = language;
    root.dir = button.dataset.dir;
    for (const part of all(".l")) part.hidden = part.lang !== language;
    for (const text of all("text[data-lang]")) {
      if (text.dataset.lang === language) text.removeAttribute("display");
      else text.setAttribute("display", "none");
    }
    for (const part of all(`[data-aria-label-${language}]`)) {
      part.setAttribute("aria-label", part.getAttribute(`data-aria-label-${language}`));
    }
    for (const other of all("[data-set]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  };

  const does = {
    theme() {
      const dark = root.dataset.mode
        ? root.dataset.mode === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.mode = dark ? "light" : "dark";
    },
    json() {
      const text = document.getElementById("audit").textContent;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      link.download = "sourcecheck-audit.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    },
    print() {
      window.print();
    },
  };

  for (const button of all("[data-set]")) {
    button.addEventListener("click", () => setLanguage(button));
  }
  for (const button of all("[data-do]")) {
    button.addEventListener("click", () => does[button.dataset.do]());
  }
})();

"use strict";
// What every page shares: light and dark, the help dialog.

function one(selector, root = document) { return root.querySelector(selector); }
function all(selector, root = document) { return [...root.querySelectorAll(selector)]; }

function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const button = one("#theme");
  button.setAttribute("aria-pressed", String(dark));
  button.textContent = dark ? "Light" : "Dark";
}

setTheme(matchMedia("(prefers-color-scheme: dark)").matches);
one("#theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme !== "dark"));
one("#help").addEventListener("click", () => one("#keys").showModal());

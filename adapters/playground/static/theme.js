// Light, dark, or as the system likes it.
import { byId } from "./dom.js";
import { t } from "./words.js";

const KEY = "twoway.theme";
const ORDER = ["auto", "light", "dark"];
const SIGNS = { auto: "◐", light: "☀", dark: "☾" };

export function startTheme() {
  let theme = ORDER.includes(localStorage.getItem(KEY)) ? localStorage.getItem(KEY) : "auto";
  const button = byId("theme");
  const show = () => {
    document.documentElement.dataset.theme = theme;
    button.textContent = SIGNS[theme];
    button.title = t(`theme_${theme}`);
    button.setAttribute("aria-label", `${t("theme")}: ${t(`theme_${theme}`)}`);
  };
  button.addEventListener("click", () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    localStorage.setItem(KEY, theme);
    show();
  });
  show();
}

// The page's own words, handed over by the template. Slots are filled into text, never into markup.
const words = JSON.parse(document.body.dataset.words);
export const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);

/** Say a phrase of prompts/<language>/playground.toml. */
export function t(name, values = {}, count = null) {
  const forms = words[name];
  if (!forms) return name.replaceAll("_", " ");
  const text = forms[""] ?? forms[count === null ? "other" : plural.select(count)] ?? forms.other;
  const slots = count === null ? values : { count, ...values };
  return text.replace(/\$(\w+)/g, (whole, slot) => slots[slot] ?? whole);
}

export const percent = (share) => String(Math.round(share * 100));

// The reader's own region decides between 14:05 and 2:05 PM, where it speaks the page's language.
const region = navigator.languages.find((one) => one.split("-")[0] === language) ?? language;
const minutes = new Intl.DateTimeFormat(region, { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat(region, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Epoch seconds as the reader's own time of day. */
export const timeOfDay = (at) => minutes.format(at * 1000);
export const timeToTheSecond = (at) => seconds.format(at * 1000);

/** How long ago, in words. */
export function age(passed) {
  const whole = Math.floor(passed / 60);
  if (whole < 1) return t("age_now");
  if (whole < 90) return t("age_minutes", {}, whole);
  return t("age_hours", {}, Math.round(whole / 60));
}

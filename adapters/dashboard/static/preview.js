// Shows, while one writes, how a text would look where it may be posted: the page that the Preview button opens is asked for, and the
// part that shows it is put in place. Without this script the button does the same.
"use strict";

const form = document.querySelector("form[data-preview]");
const PAUSE = 300;
let timer = 0;
let latest = 0;

async function show() {
  const mine = ++latest;
  const asked = new URLSearchParams(new FormData(form));
  const answer = await fetch(`${form.action}?${asked}`, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => null);
  if (!answer || !answer.ok || mine !== latest) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of [form.dataset.preview, "slots"]) {
    const old = document.getElementById(id), then = fresh.getElementById(id);
    if (old && then) old.replaceChildren(...then.childNodes);
  }
}

if (form) {
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, PAUSE); });
}

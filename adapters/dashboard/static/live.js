// Keeps an open page up to date. The server only says that something changed; this asks for the same page again and puts what differs in
// its place: what is being typed, opened or focused stays as it is. Without this script every page works, and is as old as its last load.
"use strict";

const body = document.body;
const note = document.getElementById("live-note");
const said = document.getElementById("live-said");
const MINUTE = 60000;
let stream = null;
let asking = false;
let again = false;

const keyOf = (node) => node.nodeType === 1
  ? node.getAttribute("data-key") || node.id || node.nodeName === "SECTION" && node.getAttribute("aria-labelledby") || "" : "";
const isField = (node) => /^(INPUT|SELECT|TEXTAREA)$/.test(node.nodeName);
// What was refused is in the field once more: still somebody's own words, though the page came with them.
const changed = (field) => field.hasAttribute("data-typed") || (field.nodeName === "SELECT"
  ? [...field.options].some((option) => option.selected !== option.defaultSelected && [...field.options].some((each) => each.defaultSelected))
  : field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

// Whether somebody is at work inside: writes, or has opened something to write in.
function busy(node) {
  if (node.nodeType !== 1) return false;
  const at = document.activeElement;
  if (at && isField(at) && node.contains(at)) return true;
  return [...node.querySelectorAll("input:not([type=hidden]), select, textarea")].some(changed);
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

function put(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== 1) { if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue; return; }
  if (isField(old)) { if (old !== document.activeElement && !changed(old)) old.replaceWith(fresh); return; }
  attributes(old, fresh);
  children(old, [...fresh.childNodes]);
}

// Takes away what the page has no longer; where somebody is at work in it, it stays as it is. Returns what came after it.
function leave(node) {
  const next = node.nextSibling;
  if (busy(node)) node.classList.add("gone"); else node.remove();
  return next;
}

function children(parent, wanted) {
  const keyed = new Map([...parent.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  let at = parent.firstChild;
  wanted.forEach((fresh, place) => {
    const key = keyOf(fresh);
    const kept = key ? keyed.get(key) : at && !keyOf(at) && alike(at, fresh) ? at : null;
    if (kept && alike(kept, fresh)) {
      // A node that is moved, be it by one place, loses the keyboard: what is in its way and has no place any more goes instead.
      const later = wanted.slice(place + 1);
      const inTheWay = (node) => node !== kept && node.compareDocumentPosition(kept) & Node.DOCUMENT_POSITION_FOLLOWING
        && (node.nodeType !== 1 || !later.some((each) => alike(node, each)));
      while (at && inTheWay(at)) at = leave(at);
      if (kept === at) at = at.nextSibling; else parent.insertBefore(kept, at);
      put(kept, fresh);
    } else {
      const node = document.adoptNode(fresh);
      if (key && node.classList) node.classList.add("fresh");
      parent.insertBefore(node, at);
    }
  });
  while (at) at = leave(at);
}

function tell(name) {
  if (!note) return;
  note.hidden = !name;
  note.textContent = name ? note.getAttribute("data-" + name) : "";
}

function focused() {
  const at = document.activeElement;
  if (!at || at === body) return null;
  const item = at.closest("[data-key]");
  const { selectionStart: from, selectionEnd: until, selectionDirection: direction } = at;
  return { at, key: item && item.getAttribute("data-key"), name: at.getAttribute("name"), value: at.getAttribute("value"), from, until, direction };
}

function refocus(was) {
  if (!was || document.activeElement === was.at) return;
  const item = was.key && document.querySelector(`[data-key="${CSS.escape(was.key)}"]`);
  const same = was.at.isConnected ? was.at
    : item && was.name && item.querySelector(`[name="${CSS.escape(was.name)}"][value="${CSS.escape(was.value || "")}"]`);
  (same || document.getElementById("content")).focus({ preventScroll: true });
  if (same === was.at && typeof was.from === "number") same.setSelectionRange(was.from, was.until, was.direction);
}

async function look() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    const address = new URL(location.href);
    address.searchParams.delete("said");
    const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error", cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) { end("over"); return; }
    if (!answer.ok) { tell("lost"); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = document.getElementById("content"), then = fresh.getElementById("content");
    if (!now || !then) return;
    const head = now.querySelector("h1"), before = head ? head.textContent : "", was = focused();
    const flash = now.querySelector(".flash");
    if (flash) then.prepend(flash.cloneNode(true));
    children(now, [...then.childNodes]);
    document.title = fresh.title;
    refocus(was);
    const after = now.querySelector("h1");
    if (said && after && after.textContent !== before) said.textContent = after.textContent;
    tell("");
  } catch {
    tell("lost");
  } finally {
    asking = false;
    if (again) { again = false; look(); }
  }
}

function end(why) {
  if (stream) { stream.close(); stream = null; }
  if (why === "over") { body.removeAttribute("data-live"); tell("over"); }
}

function listen() {
  if (stream || document.hidden || !body.hasAttribute("data-live")) return;
  stream = new EventSource("/live");
  stream.addEventListener("stir", look);
  stream.addEventListener("over", () => end("over"));
  stream.addEventListener("enough", () => end("enough"));
}

if (body.hasAttribute("data-live")) {
  listen();
  // A hidden page holds no connection; one that is seen again looks at once.
  document.addEventListener("visibilitychange", () => { if (document.hidden) end("hidden"); else if (body.hasAttribute("data-live")) { look(); listen(); } });
  addEventListener("pagehide", () => end("hidden"));
  setInterval(() => { if (!document.hidden && body.hasAttribute("data-live")) look(); }, MINUTE);
}

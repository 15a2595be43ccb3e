// Elements are built, never parsed: whatever people write ends up in text nodes.

/** Make an element. `props`: on… is a listener, `data` fills the dataset, true/false/null set or leave out an attribute. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Put children in place of the old ones; what had the focus, or was unfolded, stays so (found by its data-keep). */
export function refill(parent, ...children) {
  const kept = remember(parent);
  parent.replaceChildren(...children.flat().filter(Boolean));
  restore(parent, kept);
}

/** Put one element in place of another, with the same care. */
export function swap(old, fresh) {
  const kept = remember(old);
  if (document.activeElement === old) kept.self = true;
  old.replaceWith(fresh);
  restore(fresh, kept);
  if (kept.self) fresh.focus({ preventScroll: true });
}

function remember(root) {
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.keep : undefined;
  const open = [...root.querySelectorAll("details[open][data-keep]")].map((one) => one.dataset.keep);
  return { focused, open };
}

function restore(root, { focused, open }) {
  for (const one of root.querySelectorAll("[data-keep]")) {
    if (open.includes(one.dataset.keep) && one.tagName === "DETAILS") one.open = true;
    if (focused !== undefined && one.dataset.keep === focused) one.focus({ preventScroll: true });
  }
}

/** A row of choices of which one holds. */
export function choices(parent, options, chosen, pick) {
  refill(parent, options.map(({ value, label, title }) =>
    h("button", {
      type: "button", "aria-pressed": String(value === chosen), title, data: { keep: value },
      onclick: () => pick(value),
    }, label)));
}

// The WebSocket: asks and answers by number, and comes back by itself when the connection is lost.
import { t } from "./words.js";

const MOST_BYTES = 64 * 1024;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 6000;

let socket = null;
let wait = FIRST_WAIT;
let count = 0;
const pending = new Map();

/** What the server would not do, and why; `kept` when it may work later. */
export class Refused extends Error {
  constructor(why, kept) {
    super(why);
    this.kept = kept;
  }
}

/** Connect, and stay so. `take` gets every frame that is no answer, `tell` whether the line is open. */
export function connect(take, tell) {
  const language = encodeURIComponent(document.documentElement.lang);
  socket = new WebSocket(`ws://${location.host}/talk?lang=${language}`);
  socket.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.kind === "welcome") {
      wait = FIRST_WAIT;
      tell(true);
    }
    if (pending.has(frame.ask)) answer(frame);
    else if (frame.kind !== "done") take(frame);
  });
  socket.addEventListener("close", () => {
    tell(false);
    for (const { reject } of pending.values()) reject(new Refused(t("wire_offline"), true));
    pending.clear();
    setTimeout(() => connect(take, tell), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
}

function answer(frame) {
  const { resolve, reject } = pending.get(frame.ask);
  pending.delete(frame.ask);
  if (frame.kind === "done") resolve(frame);
  else reject(new Refused(frame.why, frame.kind === "unavailable"));
}

/** Ask for something. Rejects with Refused. */
export function ask(kind, values = {}) {
  return new Promise((resolve, reject) => {
    count += 1;
    const frame = JSON.stringify({ kind, ask: count, ...values });
    if (new TextEncoder().encode(frame).length > MOST_BYTES) {
      reject(new Refused(t("wrong_long", { most: "64 KB" }), false));
    } else if (socket?.readyState !== WebSocket.OPEN) {
      reject(new Refused(t("wire_offline"), true));
    } else {
      pending.set(count, { resolve, reject });
      socket.send(frame);
    }
  });
}

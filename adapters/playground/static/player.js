// The sample's controls, and the clock.
import { byId, choices } from "./dom.js";
import { run } from "./notes.js";
import { emit, now, on, state } from "./state.js";
import { t, timeToTheSecond } from "./words.js";

const RATES = [1, 60, 600];

export function startPlayer() {
  byId("play").addEventListener("click", () => run(state.player.playing ? "pause" : "play"));
  on("player", show);
  on("clock", show);
  on("everything", show);
  let minute = 0;
  const tick = () => {
    byId("clock").textContent = timeToTheSecond(now());
    // Ages in the panel move with the playground's minutes, not with the wall's.
    const passed = Math.floor(now() / 60);
    if (passed !== minute) emit("minute");
    minute = passed;
  };
  setInterval(tick, 250);
}

export const play = () => run("play");

function show() {
  const { playing, line, lines, again } = state.player;
  const rate = state.clock.rate;
  byId("play").textContent = playing ? `❚❚ ${t("pause")}` : `▶ ${t(again ? "play_again" : "play")}`;
  byId("progress").textContent = line > 0 ? t("progress", { line, lines }) : "";
  byId("pace").textContent = rate === 1 ? t("pace_real") : t("pace_fast", { rate });
  byId("pace").classList.toggle("fast", rate !== 1);
  const options = RATES.map((one) => ({ value: String(one), label: `${one}×` }));
  choices(byId("speed"), options, String(rate), (chosen) => run("speed", { rate: chosen }));
}

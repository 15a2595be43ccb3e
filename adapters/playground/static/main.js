// The page's beginning: draws the frame, connects, and lets each part draw itself.
import { startCompose } from "./compose.js";
import { byId } from "./dom.js";
import { startNotes, banner } from "./notes.js";
import { startPanel } from "./panel.js";
import { startPlayer } from "./player.js";
import { startSettings } from "./settings.js";
import { startSide } from "./side.js";
import { take } from "./state.js";
import { startTalk } from "./talk.js";
import { startTheme } from "./theme.js";
import { connect } from "./wire.js";
import { t } from "./words.js";

startTheme();
startSide();
startTalk();
startCompose();
startPanel();
startSettings();
startPlayer();
startNotes();

connect(take, (open) => {
  document.body.classList.toggle("offline", !open);
  byId("wire").textContent = open ? t("wire_open") : "";
  banner("wire", open ? "" : t("wire_lost"));
});

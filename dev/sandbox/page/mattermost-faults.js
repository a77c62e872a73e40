import { element } from "./element.js";
import { button, number, toggle } from "./fault-inputs.js";

const LOCAL = "localhost 127.0.0.0/8 ::1/128";

/** Shows what can go wrong in Mattermost: its settings, its network, and what people do to messages. */
export function mattermostFaults(state, post) {
  const { faults, settings } = state;
  const set = (change) => post("faults", change);
  const configure = (change) => post("settings", change);
  return element(
    "div",
    {},
    toggle(
      "Refuse to call programs on this machine (AllowedUntrustedInternalConnections)",
      settings.allowedUntrustedInternalConnections === "",
      (refuses) => configure({ allowedUntrustedInternalConnections: refuses ? "" : LOCAL }),
    ),
    number("Lose the next clicks and commands", faults.loseDeliveries, (loseDeliveries) =>
      set({ loseDeliveries }),
    ),
    number("Lose the responses to the next clicks and commands", faults.loseReplies, (loseReplies) =>
      set({ loseReplies }),
    ),
    number("Delay each click and command, in ms", faults.delayDeliveriesMs, (delayDeliveriesMs) =>
      set({ delayDeliveriesMs }),
    ),
    number("Delay each response, in ms", faults.delayAnswersMs, (delayAnswersMs) => set({ delayAnswersMs })),
    number("Rate-limit the next calls (429)", faults.rateLimit.calls, (calls) =>
      set({ rateLimit: { ...faults.rateLimit, calls } }),
    ),
    number("Fail the next calls (500)", faults.breakCalls, (breakCalls) => set({ breakCalls })),
    number("Execute the next calls but drop the responses", faults.loseAnswers.calls, (calls) =>
      set({ loseAnswers: { ...faults.loseAnswers, calls } }),
    ),
    toggle("Accept connections but never respond", faults.silent, (silent) => set({ silent })),
    toggle("Refuse new WebSockets", faults.refuseSockets, (refuseSockets) => set({ refuseSockets })),
    number(
      "Refuse edits of messages older than this, in seconds; -1 for never",
      settings.postEditTimeLimit,
      (postEditTimeLimit) => configure({ postEditTimeLimit }),
      -1,
    ),
    toggle("Hide email addresses", !settings.showEmailAddress, (hides) =>
      configure({ showEmailAddress: !hides }),
    ),
    button("Edit the newest card by hand", () => editByHand(state, post)),
    button("Drop all connections", () => post("drop-connections", {})),
  );
}

/** Edits a message in the web client, which takes away what its buttons call. */
async function editByHand({ app, channels, me }, post) {
  const newest = channels
    .filter(({ kind }) => kind !== "dm")
    .flatMap(({ messages }) => messages)
    .filter(({ user, onlyFor, props }) => user === app.user && !onlyFor && hasControls(props))
    .at(-1);
  if (newest) await post("edit", { user: me, postId: newest.id, message: `${newest.text} (edited)` });
}

const hasControls = ({ attachments = [], mm_blocks }) =>
  mm_blocks !== undefined || attachments.some(({ actions = [] }) => actions.length > 0);

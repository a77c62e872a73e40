import { blocks } from "./block-kit.js";
import { element } from "./element.js";
import { messageList } from "./messages.js";
import { showModal } from "./modal.js";
import { slackFaults } from "./slack-faults.js";

/** How the page shows a Slack workspace, and what people do there. `post` sends it to the workspace. */
export const chat = {
  name: "Slack",
  subtitle: "a simulated Slack workspace",
  appsHeading: "Apps",
  connections: (count) => `${count} Socket Mode connections`,
  /** Where the page begins: a person and a channel. */
  begin: { user: "ada", place: "accounts" },
  faults: slackFaults,
  messages: (place, state, { post, user, reportMissed }) =>
    messageList(place, state, (ts, actionId) =>
      reportMissed(post("press", { user, channel: place.id, ts, actionId })),
    ),
  dialog: (box, state, { post, user }) =>
    showModal(box, state, {
      submit: (viewId, values) => post("submit", { user, viewId, values }),
      change: (viewId, values, field) => post("change", { user, viewId, values, field }),
      close: (viewId) => post("close", { user, viewId }),
    }),
  home(state, { post, user, reportMissed }) {
    if (!state.home) return element("p", { class: "nothing" }, "Opening …");
    const press = (actionId, value) => reportMissed(post("press-at-home", { user, actionId, value }));
    return element("div", { class: "home" }, blocks(state.home, { people: state.people, press }));
  },
  send(text, place, { post, user }) {
    if (!text.startsWith("/") && place.kind === "dm") return post("say", { user, text });
    return post("command", { user, channel: place.id, text });
  },
};

import { showDialog } from "./dialog.js";
import { mattermostFaults } from "./mattermost-faults.js";
import { postList } from "./posts.js";

/** How the page shows a Mattermost team, and what people do there. `ask` resolves with what went wrong as well. */
export const chat = {
  name: "Mattermost",
  subtitle: "a simulated Mattermost server",
  appsHeading: "Direct messages",
  connections: (count) => (count === 1 ? "1 WebSocket" : `${count} WebSockets`),
  begin: { user: "ada", place: "accounts" },
  faults: mattermostFaults,
  messages: (place, state, { ask, user }) =>
    postList(place, state, async (path, body) => {
      const { result, error } = await ask(path, { user, ...body });
      return error ?? result?.error;
    }),
  dialog: (box, state, { post, user }) =>
    showDialog(box, state, {
      submit: (values) => post("submit", { user, values }),
      change: (field, values) => post("change", { user, field, values }),
      close: () => post("close", { user }),
      lookUp: (field, typed, values) => post("look-up", { user, field, typed, values }),
    }),
  /** The message that a permalink leads to. */
  linked: (href) => /\/_redirect\/pl\/(\w{26})$/.exec(href)?.[1],
  send: (text, place, { post, user }) =>
    post(text.startsWith("/") ? "command" : "say", { user, text, channel: place.id }),
};

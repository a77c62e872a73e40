import { attachments } from "./attachments.js";
import { avatar } from "./avatar.js";
import { element } from "./element.js";
import { markdown } from "./markdown.js";
import { mmBlocks } from "./mm-blocks.js";

/** Which collapsible blocks a reader has unfolded, by message. */
const opened = new Map();

/** Lists the messages of a place in Mattermost; `act(path, body)` presses and chooses, and resolves with what went wrong. */
export function postList(place, state, act) {
  if (!place || place.messages.length === 0) return element("p", { class: "nothing" }, "Nothing here yet.");
  return inThreads(place.messages).map((message) => postElement(message, state, act));
}

/** Puts replies below the messages to which they belong. */
function inThreads(messages) {
  const known = new Set(messages.map(({ id }) => id));
  const isReply = ({ rootId }) => rootId !== "" && known.has(rootId);
  return messages
    .filter((message) => !isReply(message))
    .flatMap((message) => [message, ...messages.filter(({ rootId }) => rootId === message.id)]);
}

function postElement(message, state, act) {
  const person = state.people.find(({ id }) => id === message.user);
  const bot = message.user === state.app.user || message.user === "";
  const name = bot ? state.app.name : (person?.name ?? message.user);
  const at = new Date(message.createdAt);
  const doing = {
    people: state.people.filter((one) => !one.bot && !one.deleted),
    opened: openedIn(message.id),
    press: (action) => tell(act("press", { postId: message.id, action })),
    choose: (action, value) => tell(act("choose", { postId: message.id, action, value })),
  };
  const { attachments: attached = [], mm_blocks } = message.props;
  const problem = element("p", { class: "bad", role: "alert" });
  /** As in Mattermost, what the server or the bot objects to is below the buttons. */
  async function tell(acting) {
    problem.textContent = (await acting) ?? "";
  }
  return element(
    "article",
    { "data-id": message.id, class: message.onlyFor ? "only" : message.rootId ? "reply" : "" },
    avatar(name),
    element(
      "div",
      { class: "body" },
      element(
        "p",
        { class: "by" },
        element("strong", {}, name),
        bot ? element("span", { class: "app" }, "BOT") : "",
        element(
          "time",
          { datetime: at.toISOString() },
          at.toLocaleTimeString("en-US", { timeStyle: "short" }),
        ),
        message.onlyFor ? element("span", { class: "quiet" }, "(Only visible to you)") : "",
      ),
      message.text ? element("div", { class: "text" }, markdown(message.text)) : undefined,
      attachments(attached, doing),
      mm_blocks ? mmBlocks(mm_blocks, doing) : undefined,
      message.editedAt ? element("span", { class: "quiet" }, "Edited") : "",
      problem,
    ),
  );
}

function openedIn(id) {
  const found = opened.get(id) ?? new Map();
  opened.set(id, found);
  return found;
}

import { avatar } from "./avatar.js";
import { blocks } from "./block-kit.js";
import { element } from "./element.js";
import { mrkdwn } from "./mrkdwn.js";

/** Lists the messages of a place; `press(ts, actionId)` clicks a button of a message. */
export function messageList(place, state, press) {
  if (!place || place.messages.length === 0) return element("p", { class: "nothing" }, "Nothing here yet.");
  return inThreads(place.messages).map((message) => messageElement(message, state, press));
}

/** Puts replies below the messages to which they belong. */
function inThreads(messages) {
  const known = new Set(messages.map(({ ts }) => ts));
  const isReply = ({ threadTs }) => threadTs !== undefined && known.has(threadTs);
  return messages
    .filter((message) => !isReply(message))
    .flatMap((message) => [message, ...messages.filter(({ threadTs }) => threadTs === message.ts)]);
}

function messageElement(message, state, press) {
  const person = state.people.find(({ id }) => id === message.user);
  const bot = message.user === state.app.user;
  const name = bot ? state.app.name : (person?.name ?? message.user);
  const at = new Date(Number(message.ts) * 1000);
  return element(
    "article",
    { "data-ts": message.ts, class: message.onlyFor ? "only" : message.threadTs ? "reply" : "" },
    avatar(name),
    element(
      "div",
      { class: "body" },
      element(
        "p",
        { class: "by" },
        element("strong", {}, name),
        bot ? element("span", { class: "app" }, "APP") : "",
        element(
          "time",
          { datetime: at.toISOString() },
          at.toLocaleTimeString("en-US", { timeStyle: "short" }),
        ),
        message.editedTs ? element("span", { class: "quiet" }, "edited") : "",
        message.onlyFor ? element("span", { class: "quiet" }, "Only visible to you") : "",
        message.notifies.length > 0
          ? element("span", { class: "bad" }, `pings ${message.notifies.join(" ")}`)
          : "",
      ),
      message.blocks.length > 0
        ? blocks(message.blocks, {
            people: state.people,
            press: (actionId) => press(message.ts, actionId),
          })
        : element("div", { class: "text" }, mrkdwn(message.text, state.people)),
    ),
  );
}

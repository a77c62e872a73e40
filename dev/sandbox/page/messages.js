import { avatar } from "./avatar.js";
import { blocks } from "./block-kit.js";
import { element } from "./element.js";
import { mrkdwn } from "./mrkdwn.js";

/** Lists the messages of a place; `press(ts, actionId)` clicks a button of a message. */
export function messageList(place, state, press) {
  if (!place || place.messages.length === 0) return element("p", { class: "nothing" }, "Nothing here yet.");
  return place.messages.map((message) => messageElement(message, state, press));
}

function messageElement(message, state, press) {
  const person = state.people.find(({ id }) => id === message.user);
  const bot = message.user === state.app.user;
  const name = bot ? state.app.name : (person?.name ?? message.user);
  const at = new Date(Number(message.ts) * 1000);
  return element(
    "article",
    { "data-ts": message.ts, class: message.onlyFor ? "only" : "" },
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

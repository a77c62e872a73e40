import { blocks } from "./block-kit.js";
import { element } from "./element.js";
import { showModal } from "./modal.js";
import { mrkdwn } from "./mrkdwn.js";
import { faultSwitches, mailList, wire } from "./sides.js";

const $ = (id) => document.getElementById(id);
const here = new URLSearchParams(location.hash.slice(1));
const my = { user: here.get("as") ?? "U0ADA", place: here.get("in") ?? "C0ACCOUNTS", side: "Mail" };
const seen = new Map();
const drawn = {};
let state;

async function post(path, body) {
  const response = await fetch(`/sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { result, error } = await response.json();
  $("notice").textContent = error ?? "";
  return result;
}

let asked = 0;
let shown = 0;

/** Shows the workspace as it is. Answers can overtake one another, and one may be of whoever we acted as before. */
async function refresh() {
  const turn = ++asked;
  const { user } = my;
  const response = await fetch(`/sandbox/state?as=${encodeURIComponent(user)}`);
  const answer = await response.json();
  if (turn < shown || user !== my.user) return;
  shown = turn;
  state = answer;
  draw();
}

function go(change) {
  Object.assign(my, change);
  location.hash = new URLSearchParams({ as: my.user, in: my.place }).toString();
  return refresh();
}

function draw() {
  if (!state.channels.some(({ id }) => id === my.place)) my.place = state.channels[0]?.id ?? "";
  const place = state.channels.find(({ id }) => id === my.place);
  if (place?.kind === "dm") seen.set(my.user, state.directMessages[my.user]);
  seen.set(`${my.user} ${my.place}`, place?.messages.length ?? 0);

  part("rail", [state.people, state.channels, state.directMessages, my], rail);
  part("place", [place?.name, my], () => heading(place));
  part("messages", [place, my], () => messageList(place));
  part("beside", [my.side, state.mails, state.deliveries, state.calls, state.faults, state.app], beside);
  $("words").placeholder = state.commands
    .map(({ command, usageHint }) => `${command} ${usageHint}`)
    .join(", ");
  showModal($("modal"), state, {
    submit: (viewId, values) => post("submit", { user: my.user, viewId, values }),
    close: (viewId) => post("close", { user: my.user, viewId }),
  });
}

/** Draws a part of the page anew when what it shows has changed. */
function part(id, shows, content) {
  const key = JSON.stringify(shows);
  if (drawn[id] === key) return;
  drawn[id] = key;
  const box = $(id);
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  box.replaceChildren(...[content()].flat());
  if (id === "messages" && atEnd) box.scrollTop = box.scrollHeight;
}

function rail() {
  const people = state.people.filter(({ bot }) => !bot);
  return [
    element("h1", {}, state.team, element("span", { class: "quiet" }, "a pretend Slack workspace")),
    element("h2", {}, "Channels"),
    element("ul", {}, state.channels.map(channelItem)),
    element("h2", {}, "You act as"),
    element("ul", { id: "people" }, people.map(personItem)),
  ];
}

function channelItem({ id, name, kind, messages }) {
  const unread = messages.length > (seen.get(`${my.user} ${id}`) ?? 0) && id !== my.place;
  const label = kind === "dm" ? state.app.name : name;
  return element(
    "li",
    {},
    element(
      "button",
      {
        type: "button",
        class: unread ? "unread" : "",
        "aria-current": id === my.place ? "true" : undefined,
        onclick: () => go({ place: id }),
      },
      element("span", { class: "sign" }, kind === "dm" ? "●" : "#"),
      label,
    ),
  );
}

function personItem({ id, name, note }) {
  const unread = state.directMessages[id] > (seen.get(id) ?? 0);
  return element(
    "li",
    {},
    element(
      "button",
      {
        type: "button",
        class: unread ? "unread" : "",
        "data-person": id,
        "aria-current": id === my.user ? "true" : undefined,
        onclick: () => go({ user: id, place: preferredPlace(id) }),
      },
      avatar(name),
      element("span", {}, name, note ? element("span", { class: "quiet" }, note) : ""),
    ),
  );
}

/** Who has direct messages from the app wants to see them. */
function preferredPlace(user) {
  return state.directMessages[user] > (seen.get(user) ?? 0) ? `D${user.slice(1)}` : my.place;
}

function avatar(name) {
  const initials = [...name.matchAll(/(^|\s)(\p{L})/gu)].map(([, , letter]) => letter).slice(0, 2);
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  return element(
    "span",
    { class: "avatar", "aria-hidden": "true", style: `--hue:${hue}` },
    initials.join(""),
  );
}

function heading(place) {
  const me = state.people.find(({ id }) => id === my.user);
  return [
    element("h2", {}, place?.kind === "dm" ? state.app.name : `# ${place?.name ?? ""}`),
    element("p", { class: "quiet" }, `as ${me?.name ?? "nobody"}`),
  ];
}

function messageList(place) {
  if (!place || place.messages.length === 0) return element("p", { class: "nothing" }, "Nothing here yet.");
  return place.messages.map((message) => messageElement(message, place));
}

function messageElement(message, place) {
  const person = state.people.find(({ id }) => id === message.user);
  const bot = message.user === state.app.user;
  const name = bot ? state.app.name : (person?.name ?? message.user);
  const at = new Date(Number(message.ts) * 1000);
  const press = (actionId) => post("press", { user: my.user, channel: place.id, ts: message.ts, actionId });
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
          at.toLocaleTimeString("en-GB", { timeStyle: "short" }),
        ),
        message.editedTs ? element("span", { class: "quiet" }, "edited") : "",
        message.onlyFor ? element("span", { class: "quiet" }, "Only visible to you") : "",
        message.notifies.length > 0
          ? element("span", { class: "bad" }, `pings ${message.notifies.join(" ")}`)
          : "",
      ),
      message.blocks.length > 0
        ? blocks(message.blocks, { people: state.people, press })
        : element("div", { class: "text" }, mrkdwn(message.text, state.people)),
    ),
  );
}

const SIDES = {
  Mail: () => mailList(state.mails),
  Wire: () => wire(state),
  Faults: () =>
    faultSwitches(state.faults, {
      set: (faults) => post("faults", faults),
      drop: () => post("drop-connections", {}),
    }),
};

function beside() {
  const tabs = Object.keys(SIDES).map((side) =>
    element(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": side === my.side ? "true" : "false",
        onclick: () => {
          my.side = side;
          draw();
        },
      },
      side === "Mail" ? `Mail (${state.mails.length})` : side,
    ),
  );
  return [
    element("div", { class: "tabs", role: "tablist" }, tabs),
    element("div", { class: "side" }, SIDES[my.side]()),
  ];
}

$("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("words").value.trim();
  if (text === "") return;
  $("words").value = "";
  await post("command", { user: my.user, channel: my.place, text });
});

let waiting = false;
new EventSource("/sandbox/stream").addEventListener("message", () => {
  if (waiting) return;
  waiting = true;
  setTimeout(async () => {
    waiting = false;
    await refresh();
  }, 30);
});
await refresh();

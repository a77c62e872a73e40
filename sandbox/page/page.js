import { avatar } from "./avatar.js";
import { blocks } from "./block-kit.js";
import { commandOptions } from "./composer.js";
import { element } from "./element.js";
import { messageList } from "./messages.js";
import { showModal } from "./modal.js";
import { panelGroups } from "./panel.js";
import { faultSwitches, mailList, wire } from "./sides.js";
import { tabs } from "./tabs.js";
import { tourStrip } from "./tour.js";

const $ = (id) => document.getElementById(id);
const here = new URLSearchParams(location.hash.slice(1));
const my = {
  user: here.get("as") ?? "U0ADA",
  place: here.get("in") ?? "C0ACCOUNTS",
  side: "Mail",
  atHome: false,
  tour: here.get("tour") === "off" ? -1 : 0,
};
/** What the open panel has read, and which of its groups are open. */
const panel = { groups: [], opened: new Map() };
// Reached by keyboard also when nothing in it can be: it scrolls.
$("messages").tabIndex = 0;
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
  if (state.panels.includes(my.side)) await readPanel();
  draw();
}

async function readPanel() {
  const name = my.side;
  const response = await fetch(`/sandbox/panel/${encodeURIComponent(name)}`);
  const groups = await response.json();
  if (response.ok && name === my.side) panel.groups = groups;
}

function go(change) {
  Object.assign(my, { atHome: false }, change);
  location.hash = new URLSearchParams({ as: my.user, in: my.place }).toString();
  return refresh();
}

function draw() {
  if (!state.channels.some(({ id }) => id === my.place)) my.place = state.channels[0]?.id ?? "";
  const place = state.channels.find(({ id }) => id === my.place);
  if (place?.kind === "dm") seen.set(my.user, state.directMessages[my.user]);
  seen.set(`${my.user} ${my.place}`, place?.messages.length ?? 0);

  const where = [my.user, my.place, my.atHome];
  part("rail", [state.people, state.channels, state.directMessages, where], rail);
  part("tour", [state.tour, my.tour], () => tourStrip(state.tour, my.tour, { move: moveTour, go: goOnTour }));
  part("place", [place?.name, state.hasHome, where], () => heading(place));
  part("messages", [place, where, my.atHome ? state.home : 0], () =>
    my.atHome && place?.kind === "dm" ? homeTab() : messageList(place, state, pressIn(place)),
  );
  part("beside", [my.side, state.mails, panel.groups, wireKey()], beside);
  part("commands", state.commands, () => commandOptions(state.commands));
  showModal($("modal"), state, {
    submit: (viewId, values) => post("submit", { user: my.user, viewId, values }),
    change: (viewId, values, field) => post("change", { user: my.user, viewId, values, field }),
    close: (viewId) => post("close", { user: my.user, viewId }),
  });
}

/** Only what the open side shows, so that a panel is not drawn anew under its reader's hands. */
const wireKey = () =>
  my.side === "Wire" || my.side === "Faults" ? [state.deliveries, state.calls, state.faults, state.app] : 0;

function moveTour(to) {
  my.tour = to;
  draw();
}

function goOnTour({ as = my.user, place = my.place, side = my.side }) {
  return go({ user: as, place, side });
}

/** Draws a part of the page anew when what it shows has changed. */
function part(id, shows, content) {
  const key = JSON.stringify(shows);
  if (drawn[id] === key) return;
  drawn[id] = key;
  const box = $(id);
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  box.replaceChildren(...[content()].flat());
  if (id === "messages" && atEnd && !my.atHome) box.scrollTop = box.scrollHeight;
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

function heading(place) {
  const me = state.people.find(({ id }) => id === my.user);
  const isDm = place?.kind === "dm";
  return [
    element("h2", {}, isDm ? state.app.name : `# ${place?.name ?? ""}`),
    isDm && state.hasHome
      ? tabs("Of the app", [
          ["Home", my.atHome, openHome],
          ["Messages", !my.atHome, () => go({ atHome: false })],
        ])
      : undefined,
    element("p", { class: "quiet" }, `as ${me?.name ?? "nobody"}`),
  ].filter(Boolean);
}

async function openHome() {
  await go({ atHome: true });
  await post("open-home", { user: my.user });
}

const pressIn = (place) => (ts, actionId) =>
  post("press", { user: my.user, channel: place.id, ts, actionId });

function homeTab() {
  if (!state.home) return element("p", { class: "nothing" }, "Opening …");
  const press = (actionId, value) => post("press-at-home", { user: my.user, actionId, value });
  return element("div", { class: "home" }, blocks(state.home, { people: state.people, press }));
}

const sides = {
  Mail: () => mailList(state.mails),
  Wire: () => wire(state),
  Faults: () =>
    faultSwitches(state.faults, {
      set: (faults) => post("faults", faults),
      drop: () => post("drop-connections", {}),
    }),
};

function beside() {
  const names = ["Mail", ...state.panels, "Wire", "Faults"];
  const list = names.map((name) => [
    name,
    name === my.side,
    async () => {
      my.side = name;
      panel.groups = [];
      await refresh();
      document.querySelector("#beside [aria-selected=true]")?.focus();
    },
    name === "Mail" ? `Mail (${state.mails.length})` : name,
  ]);
  const content = sides[my.side] ?? (() => panelGroups(panel.groups, panel.opened));
  return [
    tabs("Beside the workspace", list),
    element("div", { class: "side", role: "tabpanel", "aria-label": my.side, tabindex: "0" }, content()),
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

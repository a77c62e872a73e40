import { avatar } from "./avatar.js";
import { breakIt } from "./break-it.js";
import { brokenLines } from "./broken.js";
import { commandOptions } from "./composer.js";
import { element } from "./element.js";
import { panelContent } from "./panel.js";
import { mailList, wire } from "./sides.js";
import { tabs } from "./tabs.js";
import { tourStrip } from "./tour.js";

/** How this page shows its chat. */
const { chat } = await import(`./${document.body.dataset.chat}.js`);

const BREAK_IT = "Break it";
const $ = (id) => document.getElementById(id);
const here = new URLSearchParams(location.hash.slice(1));
const my = {
  user: here.get("as") ?? chat.begin.user,
  place: here.get("in") ?? chat.begin.place,
  side: "Email",
  atHome: false,
  /** -1 means that the tour has ended. */
  tour: here.get("tour") === "off" ? -1 : Number(here.get("tour") ?? 1) - 1,
};
/** The content of the open panel, and which of its groups are open. */
const panel = { groups: [], opened: new Map() };
// The list scrolls, so it must be reachable by keyboard even if nothing in it is.
$("messages").tabIndex = 0;
/** How long the result of a step is shown before the tour continues. */
const SHOWN_MS = 1500;
/** The step of the tour that was not done when it was last drawn. */
let undone = -1;
/** Text in the message to scroll to once it is drawn. */
let sought = "";
const seen = new Map();
const drawn = {};
let state;

/** The place that stands for a person's direct messages with the app, whose ID differs from person to person. */
const DIRECT = "direct";

async function post(path, body) {
  return (await ask(path, body)).result;
}

async function ask(path, body) {
  const response = await fetch(`/sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { result, error } = await response.json();
  $("notice").textContent = error ?? "";
  return { result, error };
}

let asked = 0;
let shown = 0;

/** Shows the current workspace. Responses can overtake each other, and one may belong to the person we acted as before. */
async function refresh() {
  const turn = ++asked;
  const { user } = my;
  const response = await fetch(`/sandbox/state?as=${encodeURIComponent(user)}`);
  const answer = await response.json();
  if (turn < shown || user !== my.user) return;
  shown = turn;
  state = answer;
  // A link can name a person by their username.
  const named = state.people.find(({ id, handle }) => handle === my.user && id !== my.user);
  if (named) {
    my.user = named.id;
    return refresh();
  }
  if (state.panels.includes(my.side)) await readPanel();
  // The person we act as may have changed while the panel was read; the response for the new one is on its way.
  if (user === my.user) draw();
}

async function readPanel() {
  const name = my.side;
  const response = await fetch(`/sandbox/panel/${encodeURIComponent(name)}`);
  const groups = await response.json();
  if (response.ok && name === my.side) panel.groups = groups;
}

function go(change) {
  document.body.classList.remove("menu-open");
  Object.assign(my, { atHome: false }, change);
  remember();
  return refresh();
}

/** Remembers the position, so that a reloaded page shows the same place. */
function remember() {
  const tour = my.tour < 0 ? "off" : String(my.tour + 1);
  location.hash = new URLSearchParams({ as: my.user, in: my.place, tour }).toString();
}

function draw() {
  my.place = (findPlace(my.place) ?? state.channels[0])?.id ?? "";
  const place = state.channels.find(({ id }) => id === my.place);
  if (place?.kind === "dm") seen.set(my.user, state.directMessages[my.user]);
  seen.set(`${my.user} ${my.place}`, place?.messages.length ?? 0);

  const where = [my.user, my.place, my.atHome];
  part("rail", [state.people, state.channels, state.directMessages, my.tour, where], rail);
  advanceTour();
  part("tour", [state.tour, my.tour, my.user, my.place], () =>
    tourStrip(state.tour, my.tour, {
      idOf: (who) => findPerson(who)?.id ?? who,
      nameOf: (who) => findPerson(who)?.name ?? who,
      user: my.user,
      chat: chat.name,
      isHere: (step) => findPlace(step)?.id === my.place,
      move: moveTour,
      go: continueTour,
    }),
  );
  part("broken", state.breaks, () => brokenLines(state.breaks, turn));
  part("place", [place?.name, state.hasHome, where], () => heading(place));
  part("messages", [place, where, my.atHome ? state.home : 0], () => {
    if (me()?.deleted) return deactivatedNotice();
    return my.atHome && place?.kind === "dm"
      ? chat.home(state, doing())
      : chat.messages(place, state, doing());
  });
  $("composer-text").disabled = me()?.deleted ?? false;
  scrollToSought();
  part("beside", [my.side, state.mails, panel.groups, wireKey()], beside);
  part("commands", state.commands, () => commandOptions(state.commands));
  chat.dialog($("modal"), state, doing());
}

/** Finds a channel by its ID or name, or the person's direct messages with the app. */
const findPlace = (place) =>
  state.channels.find(({ id, name, kind }) => id === place || (kind !== "dm" && name === place)) ??
  (place === DIRECT ? state.channels.find(({ kind }) => kind === "dm") : undefined);

/** Only what the open side shows, so that a panel isn't redrawn while someone reads it. */
const wireKey = () =>
  my.side === "Wire" || my.side === BREAK_IT
    ? [state.deliveries, state.calls, state.faults, state.settings, state.app, state.breaks, state.pushes]
    : pushesHere();

const pushesHere = () => state.pushes.filter(({ panel: name }) => name === my.side);

/** Continues shortly after a step was done, so that its result can be seen. */
function advanceTour() {
  const step = state.tour[my.tour];
  if (!step) return;
  if (!step.done) {
    undone = my.tour;
    return;
  }
  const at = my.tour;
  const next = state.tour[at + 1];
  if (undone !== at || !next) return;
  undone = -1;
  setTimeout(() => {
    if (my.tour !== at) return;
    moveTour(at + 1);
    void continueTour(next);
  }, SHOWN_MS);
}

/** Scrolls to the message that a step is about, once it exists. */
function scrollToSought() {
  if (sought === "") return;
  const article = [...$("messages").querySelectorAll("article")].findLast((one) =>
    one.textContent.includes(sought),
  );
  if (!article) return;
  sought = "";
  const box = $("messages");
  // scrollIntoView would also scroll the tour away on a phone.
  box.scrollTop += article.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

function moveTour(to) {
  my.tour = to;
  remember();
  draw();
}

function continueTour({ chat: there, as = my.user, place = my.place, side = my.side, find = "" }) {
  const other = (state.chats ?? []).find(({ name }) => name === there && name !== chat.name);
  if (other) {
    location.assign(linkTo(other.url, { as, place }));
    return undefined;
  }
  sought = find;
  return go({ user: as, place, side });
}

/** Redraws a part of the page if its content has changed. */
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
    element("h1", {}, state.team, element("span", { class: "quiet" }, chat.subtitle)),
    chatSwitch(),
    element("h2", {}, "Channels"),
    element("ul", {}, state.channels.filter(({ kind }) => kind !== "dm").map(channelItem)),
    element("h2", {}, chat.appsHeading),
    element("ul", {}, state.channels.filter(({ kind }) => kind === "dm").map(channelItem)),
    ...peopleLists(people),
  ];
}

/** Leads to the other chats of the same site, as the same person. */
function chatSwitch() {
  const chats = state.chats ?? [];
  if (chats.length < 2) return "";
  return element(
    "nav",
    { class: "chats", "aria-label": "Chats" },
    chats.map(({ name, url }) =>
      element(
        "a",
        { href: linkTo(url), "aria-current": name === chat.name ? "page" : undefined, "data-chat": name },
        name,
      ),
    ),
  );
}

/** A page of another chat, as the same person and at the same step of the tour. */
function linkTo(url, { as = me()?.handle ?? "", place = "" } = {}) {
  const tour = my.tour < 0 ? "off" : String(my.tour + 1);
  return `${url}#${new URLSearchParams({ as, ...(place ? { in: place } : {}), tour })}`;
}

/** Lists the people of the tour first. */
function peopleLists(people) {
  const inStory = ({ id }) =>
    state.story.length === 0 || state.story.some((who) => findPerson(who)?.id === id);
  const [story, others] = [people.filter(inStory), people.filter((person) => !inStory(person))];
  return [
    element("h2", {}, "Acting as"),
    story.length > 0 && others.length > 0 ? element("h3", {}, "The story") : "",
    element("ul", { class: "people" }, story.map(personItem)),
    others.length > 0 ? element("h3", {}, "More people") : "",
    others.length > 0 ? element("ul", { class: "people" }, others.map(personItem)) : "",
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

/** A person with new direct messages from the app sees those first. */
function preferredPlace(user) {
  return state.directMessages[user] > (seen.get(user) ?? 0) ? DIRECT : my.place;
}

function heading(place) {
  const isDm = place?.kind === "dm";
  return [
    element(
      "button",
      {
        type: "button",
        class: "button menu",
        "aria-expanded": document.body.classList.contains("menu-open") ? "true" : "false",
        "aria-controls": "rail",
        onclick: (event) => {
          const open = document.body.classList.toggle("menu-open");
          event.currentTarget.setAttribute("aria-expanded", open ? "true" : "false");
        },
      },
      "Menu",
    ),
    place ? element("h2", {}, isDm ? state.app.name : `# ${place.name}`) : undefined,
    isDm && state.hasHome
      ? tabs("App", [
          ["Home", my.atHome, openHome],
          ["Messages", !my.atHome, () => go({ atHome: false })],
        ])
      : undefined,
    element("p", { class: "quiet" }, `as ${me()?.name ?? "no one"}`),
  ].filter(Boolean);
}

const findPerson = (who) => state.people.find(({ id, handle }) => id === who || handle === who);
const me = () => state.people.find(({ id }) => id === my.user);

function deactivatedNotice() {
  const { name } = me();
  return element("p", { class: "nothing" }, `${name} is deactivated. No one can act as this person.`);
}

const turn = (name, broken) => post("break", { name, broken });

async function openHome() {
  await go({ atHome: true });
  await reportMissed(post("open-home", { user: my.user }));
}

/** What the chat needs to do something for the person whose page this is. */
const doing = () => ({ post, ask, user: my.user, reportMissed });

/** Shows a missed acknowledgement, as Slack does. Slack never delivers such a click again. */
async function reportMissed(delivery) {
  const answer = await delivery;
  if (answer?.acked === false)
    $("notice").textContent = `${state.app.name} didn't respond. Nothing was lost; click again in a moment.`;
}

const sides = {
  Email: () => mailList(state.mails),
  Wire: () => wire(state, chat),
  [BREAK_IT]: () =>
    breakIt(state, {
      chat: chat.name,
      turn,
      push,
      faultSwitches: chat.faults(state, post),
    }),
};

const push = (name) => post("push", { name });

function beside() {
  const names = ["Email", ...state.panels, "Wire", BREAK_IT];
  const list = names.map((name) => [
    name,
    name === my.side,
    async () => {
      my.side = name;
      panel.groups = [];
      await refresh();
      document.querySelector("#beside [aria-selected=true]")?.focus();
    },
    name === "Email" ? `Email (${state.mails.length})` : name,
  ]);
  const content = sides[my.side] ?? (() => panelContent(panel, pushesHere(), push));
  return [
    tabs("Next to the workspace", list),
    element("div", { class: "side", role: "tabpanel", "aria-label": my.side, tabindex: "0" }, content()),
  ];
}

$("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("composer-text").value.trim();
  if (text === "") return;
  $("composer-text").value = "";
  const place = findPlace(my.place);
  if (place) await chat.send(text, place, doing());
});

$("messages").addEventListener("click", async (event) => {
  const id = chat.linked?.(event.target.closest("a")?.href ?? "");
  const place = state.channels.find(({ messages }) => messages.some((message) => message.id === id));
  if (!place) return;
  event.preventDefault();
  await go({ place: place.id });
  $("messages").querySelector(`[data-id="${id}"]`)?.scrollIntoView({ block: "nearest" });
});

let waiting = false;
new EventSource("/sandbox/stream").addEventListener("message", () => {
  if (waiting) return;
  waiting = true;
  setTimeout(async () => {
    waiting = false;
    // The server may be restarting. The stream connects again by itself, and begins with a message.
    await refresh().catch(() => undefined);
  }, 30);
});
await refresh();
sought = state.tour[my.tour]?.find ?? "";
scrollToSought();

import { afterAll, expect, it } from "vitest";
import { askPi } from "../../../src/handlers/actions/ask-pi.ts";
import { inMemoryDirectory } from "../../in-memory/in-memory-directory.ts";
import { aProjectWithoutPi } from "../a-project-without-pi.ts";
import { ada, amy, bo, guest } from "../an-interaction.ts";
import { newPiDesk } from "../pi-desk.ts";

const desk = await newPiDesk();
const { db } = desk;
afterAll(() => desk.close());

it("A person in the chat is asked there, anyone else by email to the registry's address; no one becomes the PI", async () => {
  await desk.askAbout("astro");
  expect(await desk.told("astro", "ask-pi")).toEqual([`ask-pi to ${bo.user}`]);
  await desk.askAbout("stars", "petra");
  expect(await desk.told("stars", "ask-pi")).toEqual(["ask-pi to petra@example.org"]);
  for (const project of ["astro", "stars"]) {
    expect(await desk.pisOf(project)).toEqual([]);
    expect(await desk.eventsOf(project)).toEqual([`pi-proposed by ${ada.user}`]);
  }
});

it("Asking twice asks once, and several people can be asked about one project", async () => {
  await desk.askAbout("twice");
  await desk.expectNoTrace(() => desk.type(askPi, ada, "twice bo@example.org"));
  await desk.type(askPi, ada, "twice petra");
  expect(await desk.told("twice", "ask-pi")).toEqual([`ask-pi to ${bo.user}`, "ask-pi to petra@example.org"]);
});

it("What can't be asked gets an answer, and nothing is written", async () => {
  await aProjectWithoutPi(db, "rocks");
  for (const text of [
    "",
    "rocks",
    "nothing petra",
    "rocks nobody",
    "rocks nobody@example.org",
    // It has a PI.
    "comets petra",
  ])
    expect((await desk.expectNoTrace(() => desk.type(askPi, ada, text))).kind).toBe("message");
  for (const actor of [amy, bo, guest])
    await desk.expectNoTrace(() => desk.type(askPi, actor, "rocks petra"));
});

it("Someone whom only the campus directory knows is asked at its address, and no one whom it calls inactive", async () => {
  const directory = inMemoryDirectory();
  directory.addPerson("quinn", { emails: ["quinn@campus.example"], givenName: "Quinn", familyName: "Quill" });
  directory.addPerson("petra", { emails: ["petra@example.org"], active: false });
  await aProjectWithoutPi(db, "quanta");
  Object.assign(desk.context, { directory });
  await desk.expectNoTrace(() => desk.type(askPi, ada, "quanta petra"));
  await desk.expectNoTrace(() => desk.type(askPi, ada, "quanta nobody@campus.example"));
  await desk.type(askPi, ada, "quanta quinn@campus.example");
  Object.assign(desk.context, { directory: undefined });
  expect(await desk.told("quanta", "ask-pi")).toEqual(["ask-pi to quinn@campus.example"]);
});

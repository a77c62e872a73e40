import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Chat, type ChatMembership, type Place, UnreachableError } from "../../src/chat/chat.ts";

/** A chat with people of every kind, and what a test needs to look into it and to change it. */
export interface ChatUnderTest {
  readonly chat: Chat;
  /** The chat system's name, with which IDs begin. */
  readonly name: string;
  /** A person of each kind, by ID. */
  readonly people: Readonly<Record<ChatMembership | "admin" | "unknown", string>>;
  /** Their addresses. `unverified` belongs to a member who never confirmed it. */
  readonly addresses: Readonly<Record<"member" | "guest" | "deactivated" | "unverified", string>>;
  /** What can be read in a place, oldest first, without the replies in threads. */
  read(place: Place): string[];
  /** What can be read in the thread of a message in a channel, oldest first. */
  replies(message: string): string[];
  deleteMessage(message: string): void;
  archiveAdminChannel(): void;
  /** From now on, no one may decide. */
  removeAdmins(): void;
  close?(): Promise<void>;
}

const adminChannelOf = ({ adminChannels: [first = ""] }: Chat) => first;

const hello = { title: "Hello", lines: [] };
const goodbye = { title: "Goodbye", lines: [] };

/** What every chat promises. */
export function holdsChatContract(open: () => Promise<ChatUnderTest>): void {
  describe("as every chat", () => {
    let opened: ChatUnderTest;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close?.());

    it.each(["channel", "person"] as const)(
      "posts to a %s, and refers to the message by an ID",
      async (kind) => {
        const { chat, name, people, read } = opened;
        const place = { kind, id: kind === "channel" ? adminChannelOf(chat) : people.member };
        expect(await chat.post(place, hello)).toMatch(new RegExp(`^${name}:.`));
        expect(read(place)).toEqual([expect.stringContaining("Hello")]);
      },
    );

    it("posts a reply in the thread of a message; if that is gone or elsewhere, as an ordinary message", async () => {
      const { chat, people, read, replies, deleteMessage } = opened;
      const place: Place = { kind: "channel", id: adminChannelOf(chat) };
      const message = await chat.post(place, hello);
      const reply = await chat.post(place, goodbye, { thread: message });
      expect(replies(message)).toEqual([expect.stringContaining("Goodbye")]);
      expect(read(place)).toHaveLength(1);
      expect(await chat.update(reply, hello)).toBe("shown");
      expect(replies(message)).toEqual([expect.stringContaining("Hello")]);
      const elsewhere = await chat.post({ kind: "person", id: people.member }, hello);
      deleteMessage(message);
      for (const thread of [message, elsewhere])
        await chat.post(place, { title: "Alone", lines: [] }, { thread });
      expect(read(place).filter((text) => text.includes("Alone"))).toHaveLength(2);
    });

    it("edits what it has posted, however often", async () => {
      const { chat, people, read } = opened;
      const place: Place = { kind: "person", id: people.member };
      const message = await chat.post(place, hello);
      expect(await chat.update(message, goodbye)).toBe("shown");
      expect(await chat.update(message, goodbye)).toBe("shown");
      expect(read(place)).toEqual([expect.stringContaining("Goodbye")]);
    });

    it("says that a deleted message is gone, and doesn't post it again", async () => {
      const { chat, people, read, deleteMessage } = opened;
      const place: Place = { kind: "person", id: people.member };
      const message = await chat.post(place, hello);
      deleteMessage(message);
      expect(await chat.update(message, goodbye)).toBe("gone");
      expect(read(place)).toEqual([]);
    });

    it("refers to each message by a unique ID, even after one was deleted", async () => {
      const { chat, people, deleteMessage } = opened;
      const place: Place = { kind: "person", id: people.member };
      const [first, second] = [await chat.post(place, hello), await chat.post(place, hello)];
      deleteMessage(first);
      expect([first, second]).not.toContain(await chat.post(place, hello));
      expect(second).not.toBe(first);
    });

    it.each(["bot", "unknown"] as const)("says that it can't post to a person who is %s", async (kind) => {
      const { chat, people } = opened;
      const posted = chat.post({ kind: "person", id: people[kind] }, hello);
      await expect(posted).rejects.toThrow(UnreachableError);
    });

    it.each(["member", "guest", "deactivated", "external", "bot"] as const)(
      "knows that a person is %s",
      async (membership) => {
        const { chat, people } = opened;
        const user = people[membership];
        expect(await chat.getUser(user)).toMatchObject({ user, membership, isAdmin: false });
      },
    );

    it("treats a person whom it doesn't know like one who has left", async () => {
      const { chat, people } = opened;
      const nobody = { user: people.unknown, membership: "deactivated", email: undefined, isAdmin: false };
      expect(await chat.getUser(people.unknown)).toMatchObject(nobody);
    });

    it("knows who is an admin", async () => {
      const { chat, people } = opened;
      expect(await chat.getUser(people.admin)).toMatchObject({ membership: "member", isAdmin: true });
      expect(await chat.listAdmins()).toContain(people.admin);
      expect(await chat.listAdmins()).not.toContain(people.member);
    });

    it("finds a member by their verified address, in upper or lower case, under an ID that names the chat", async () => {
      const { chat, name, people, addresses } = opened;
      for (const address of [addresses.member, addresses.member.toUpperCase()]) {
        expect(await chat.findByEmail(address)).toMatchObject({ user: people.member });
      }
      expect(people.member).toMatch(new RegExp(`^${name}:.`));
    });

    it.each(["guest", "deactivated", "unverified"] as const)(
      "finds no one by an address that is %s",
      async (kind) => {
        expect(await opened.chat.findByEmail(opened.addresses[kind])).toBeUndefined();
      },
    );

    it("finds no one by an address that no one has", async () => {
      expect(await opened.chat.findByEmail("nobody@example.org")).toBeUndefined();
    });

    it("accepts an admin channel in which admins can decide", async () => {
      await expect(opened.chat.checkAdminChannel()).resolves.toBeUndefined();
    });

    it("says that the admin channel is archived", async () => {
      const { chat, archiveAdminChannel } = opened;
      archiveAdminChannel();
      await expect(chat.checkAdminChannel()).rejects.toThrow(UnreachableError);
      const posted = chat.post({ kind: "channel", id: adminChannelOf(chat) }, hello);
      await expect(posted).rejects.toThrow(UnreachableError);
    });

    it("says that no one may decide", async () => {
      opened.removeAdmins();
      await expect(opened.chat.checkAdminChannel()).rejects.toThrow(UnreachableError);
    });
  });
}

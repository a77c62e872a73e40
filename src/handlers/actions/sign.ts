import { linesOf } from "../../agreements/document-text.ts";
import type { Actor } from "../../chat/chat.ts";
import type { Reply } from "../../chat/interaction.ts";
import { findAskByMark } from "../../db/agreement-asks.ts";
import { isUuid } from "../../db/is-uuid.ts";
import { findPersonById } from "../../db/people.ts";
import type { Request } from "../../db/tables/requests.ts";
import { agreementsUrlFor, agreementsUrlOf } from "../../pipeline/agreements/agreements-url.ts";
import { listPending, type PendingDocument } from "../../pipeline/agreements/pending-documents.ts";
import { listPendingOf } from "../../pipeline/agreements/pending-of-person.ts";
import { type SignResult, signAgain, signForRequest } from "../../pipeline/agreements/sign-documents.ts";
import { mayUse } from "../../pipeline/links/judge-link.ts";
import { lookUpLink } from "../../pipeline/links/look-up-link.ts";
import type { Form } from "../../view/form.ts";
import { type HandlerContext, message, type OptionalRequestHandler, toEventActor } from "../handler.ts";

const NOT_DONE = "Not signed";

/** Lets a requester, or someone who was asked to sign again, read and sign agreements in the chat. */
export const sign: OptionalRequestHandler = {
  name: "sign",
  about: "optional-request",
  right: "sign",
  notDone: NOT_DONE,
  async form({ actor, text }, request, context) {
    const signing = await findDocumentsToSign(request, text, actor, context);
    if ("denial" in signing) return message(NOT_DONE, signing.denial);
    const documents = await signing.list();
    if (documents.length === 0)
      return message("There's nothing to sign", "You don't need to do anything else.");
    return formFor(documents, signing.url, request ? { request } : { about: text });
  },
  async run({ actor, text, values }, request, context) {
    const signing = await findDocumentsToSign(request, text, actor, context);
    if ("denial" in signing) return message(NOT_DONE, signing.denial);
    const hashes = Object.values(values).filter((value) => value !== "");
    return replyTo(await signing.sign(hashes), signing.url);
  },
};

interface DocumentsToSign {
  readonly url: string;
  list(): Promise<PendingDocument[]>;
  sign(hashes: readonly string[]): Promise<SignResult>;
}

/** What this person signs: for a request of theirs, or because they were asked to sign again. Anyone else may not. */
async function findDocumentsToSign(
  request: Request | undefined,
  mark: string,
  actor: Actor,
  context: HandlerContext,
): Promise<DocumentsToSign | { readonly denial: string }> {
  const by = { by: toEventActor(actor), via: "chat", from: actor.user } as const;
  if (request) {
    if (request.details.isUnproven) return { denial: "To sign, please use the link that we emailed to you." };
    return {
      url: agreementsUrlOf(request, context),
      list: () => listPending(request, context),
      sign: (hashes) => signForRequest(request, hashes, by, context),
    };
  }
  const ask = isUuid(mark) ? await findAskByMark(context.db, mark) : undefined;
  const person = ask && (await findPersonById(context.db, ask.personId));
  const link = person && (await lookUpLink(actor, context));
  if (!ask || !person || link?.person.id !== person.id || !mayUse(link.verdict))
    return { denial: "This isn't for you to sign, or it no longer needs a signature." };
  return {
    url: agreementsUrlFor(ask, person.email ?? "", context),
    list: () => listPendingOf(person.id, context),
    sign: (hashes) => signAgain(person, hashes, by, context),
  };
}

/** What a form has room for, in characters. Both chats show it in full. */
const MAX_SHOWN = 9000;
/** The first digits of a hash, because the value of an option is short. */
const DIGITS = 32;

function formFor(
  documents: readonly PendingDocument[],
  url: string,
  about: Pick<Form, "request" | "about">,
): Form {
  let room = MAX_SHOWN;
  let isCut = false;
  const intro = documents.flatMap(({ title, version, blocks }) => {
    const lines = [`${title}${version ? ` (${version})` : ""}`, ...linesOf(blocks)];
    return lines.flatMap((line) => {
      room -= line.length;
      if (room < 0) isCut = true;
      return room < 0 ? [] : [line];
    });
  });
  const rest = isCut ? [`This is only the beginning. Read all of it before you sign: ${url}`] : [];
  return {
    action: "sign",
    ...about,
    title: "Read and sign",
    intro: [...intro, ...rest],
    fields: documents.map(({ title, hash }, index) => ({
      name: `document${index}`,
      label: documents.length === 1 ? "Your signature" : `Document ${index + 1}`,
      hint: title,
      kind: "choices",
      choices: [{ value: hash.slice(0, DIGITS), label: "I have read this and agree" }],
    })),
    submit: "Sign",
  };
}

function replyTo(result: SignResult, url: string): Reply {
  switch (result.kind) {
    case "signed":
      return result.left.length === 0
        ? message("Thank you for signing", "We'll continue right away.")
        : message("Thank you for signing", `There's more to sign: ${url}`);
    case "changed":
      return message(
        NOT_DONE,
        `The text has changed while you were reading. Please read it again and sign: ${url}`,
      );
    case "nothing":
      return message("There's nothing to sign", "You don't need to do anything else.");
    case "refused":
      return message(NOT_DONE, result.why);
  }
}

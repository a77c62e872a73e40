import { Failure } from "../failure/failure.ts";

/** A page as it was read. */
export interface PageVersion {
  /** The page that has the text: where the configured page leads, if it is a redirect. */
  readonly title: string;
  /** The configured page, if it is a redirect. */
  readonly redirectedFrom?: string;
  /** Undefined if there is no such page. */
  readonly revision: number | undefined;
  /** Wikitext; empty if there is no such page. */
  readonly text: string;
  /** When it was read, by the wiki's clock and in its format. */
  readonly readAt: string;
}

/** One page of a wiki, which acct edits among people. */
export interface WikiPage {
  /** The wiki in sentences: "MediaWiki (https://wiki.example.org)". */
  readonly name: string;
  /** The title that acct.yml has. */
  readonly title: string;
  read(): Promise<PageVersion>;
  /**
   * Saves another text for the page that was read, in one edit, or creates it if there was none. Returns the new revision. Throws an
   * `EditConflictError` or an `AnswerLostError`; before another attempt, the page must be read again.
   */
  save(version: PageVersion, edit: { readonly text: string; readonly summary: string }): Promise<number>;
}

/** Someone else has edited, created, or deleted the page since it was read. Nothing was saved. */
export class EditConflictError extends Failure {
  override name = "EditConflictError";
}

/** The wiki may have saved the edit, but its answer didn't arrive. */
export class AnswerLostError extends Failure {
  override name = "AnswerLostError";
}

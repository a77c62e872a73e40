/**
 * What failed, in a sentence of ours for those who run acct; quotes of another system's words are part of it. Ports and
 * stages throw it. Of anything else that is thrown only a reference reaches a card, a mail or the database.
 */
export class Failure extends Error {
  override name = "Failure";
}

/** The subject of the ticket with which `acct doctor` tries what acct may do. With acct as its creator, it is never taken for a request. */
export const SCRATCH_SUBJECT = "acct doctor tries its rights with this ticket; please leave it alone";

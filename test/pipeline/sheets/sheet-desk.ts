import type { ServiceAccount } from "../../../dev/local-stack/sheets/service-accounts.ts";
import {
  type SimulatedSheets,
  type SimulatedSpreadsheet,
  startSheets,
} from "../../../dev/local-stack/sheets/start-sheets.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { applyChange } from "../../../src/db/apply-change.ts";
import { inTransaction } from "../../../src/db/client.ts";
import { claimReading, findSheet } from "../../../src/db/intake-sheets.ts";
import type { Kind, Verdict } from "../../../src/db/names.ts";
import { findRequest, listByEmail, listEvents, lockRequest } from "../../../src/db/requests.ts";
import type { IntakeRow } from "../../../src/db/tables/intake-rows.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import type { MirrorView } from "../../../src/db/tables/views.ts";
import { listViews } from "../../../src/db/views.ts";
import { googleSheets } from "../../../src/intake/sheets/google-spreadsheet.ts";
import { openLog } from "../../../src/log.ts";
import { changeRequest } from "../../../src/pipeline/engine/change-request.ts";
import { transition } from "../../../src/pipeline/engine/transition.ts";
import { readSheet } from "../../../src/pipeline/sheets/read-sheet.ts";
import { sheetMirror } from "../../../src/pipeline/sheets/sheet-mirror.ts";
import type { SheetDeps, SheetSetup } from "../../../src/pipeline/sheets/sheet-setup.ts";
import { done, type Outcome, waitFor } from "../../../src/pipeline/stage.ts";
import { workflowFor } from "../../../src/pipeline/workflow-for.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { aNewApproval } from "../../a-request.ts";
import { newDatabase, type TestDatabase } from "../../new-database.ts";

/** The headings of the access sheet of Kaizen, in their order. */
export const HEADINGS = [
  "Approved",
  "Helpdesk Notified",
  "Reminder Sent",
  "Timestamp",
  "Email Address",
  "First name",
  "Last name",
  "Do you have an account here?",
  "Organization",
  "Role",
  "Phone",
  "MOC contact",
  "PIN",
  "Comment",
  "Project exists?",
  "Project name",
  "Project description",
  "Add users",
  "Join project",
  "Contact name",
  "Contact email",
] as const;

export const QUOTA_HEADINGS = [
  "Approved",
  "Helpdesk Notified",
  "Reminder Sent",
  "Timestamp",
  "Email Address",
  "First name",
  "Last name",
  "Organization",
  "Project",
  "Type of Increase",
  "End Date",
  "Instances",
  "VCPUs",
  "RAM",
  "Floating IPs",
  "Networks",
  "Ports",
  "Volumes",
  "Snapshots",
  "Volume & Snapshot Storage",
  "Comments",
  "MOC Notes",
] as const;

export type Answers = Readonly<Partial<Record<string, string>>>;

let people = 0;
/** The answers of a new person who joins astro, except for these. */
export function someone(but: Answers = {}): Record<string, string> {
  const number = ++people;
  return {
    "Email Address": `person${number}@example.org`,
    "First name": `Person${number}`,
    "Last name": "Ypsilon",
    "Do you have an account here?": "No",
    PIN: "4711",
    "Join project": "astro",
    "Contact email": "hopper@example.org",
    ...but,
  } as Record<string, string>;
}

export const TAB = "Form Responses 1";
const required = (role: "admin" | "pi") => ({ name: role, count: 1, from: [{ role, count: 0 }] });

/** A site with a sheet, without an engine and without a chat: what is decided is decided by the test. */
export interface SheetDesk {
  readonly sheets: SimulatedSheets;
  readonly sheet: SimulatedSpreadsheet;
  /** The service account with which acct signs in. */
  readonly account: ServiceAccount;
  readonly database: TestDatabase;
  readonly setup: SheetSetup;
  readonly deps: SheetDeps;
  /** Moves the clock. */
  at(time: string): void;
  /** Reads the sheet as the next process would, whether or not it is due. */
  poll(but?: Partial<SheetSetup>): Promise<void>;
  /** Shows everything that is due in the sheet. */
  show(options?: { readonly gatherMs?: number }): Promise<void>;
  /** Brings a request, as the engine would, to where it waits for an admin. */
  askAdmin(request: Request | undefined): Promise<void>;
  /** Ada decides in the chat. */
  decide(request: Request | undefined, verdict?: Verdict): Promise<void>;
  requestsOf(email: string | undefined, kind?: Kind): Promise<Request[]>;
  countRequests(): Promise<number>;
  rows(): Promise<IntakeRow[]>;
  /** The titles and texts of messages to the admins, oldest first. */
  notices(): Promise<string[]>;
  /** Who got mail, with the template. */
  mails(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function openSheetDesk(
  but: Partial<SheetSetup> & {
    readonly headings?: readonly string[];
    readonly approvals?: object;
    readonly rowCount?: number;
  } = {},
): Promise<SheetDesk> {
  const { headings = HEADINGS, approvals = {}, rowCount = 1000, ...settings } = but;
  const sheets = await startSheets();
  sheets.quota = 1_000_000;
  const account = sheets.account("acct");
  const sheet = sheets.create({
    tabs: { [TAB]: { headings, isForm: true, frozenRowCount: 1, rowCount } },
    shareWith: [account],
    timeZone: "America/New_York",
  });
  const database = await newDatabase();
  const { db } = database;
  let time = new Date("2026-03-10T12:00:00Z");
  const now = () => time;
  sheets.now = () => time.getTime();
  const key = { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: JSON.stringify(account.key()) };
  const open = googleSheets({ apiUrl: sheets.url, key }, { now, titlesForMs: 0, deadlineMs: 5000 });
  const allApprovals = {
    account: [required("admin"), required("pi")],
    membership: [required("pi")],
    quota: [required("admin")],
    distinctPeople: true,
    "gitlab-account": [],
    offboarding: [],
    project: [required("admin")],
    ...approvals,
  };
  const workflows = buildWorkflows(allApprovals as never);
  const deps: SheetDeps = {
    db,
    workflows,
    secretKey: secretKeys(Buffer.alloc(32, 7)),
    now,
    rules: { adminChannels: ["slack:C0ADMIN"], approvals: allApprovals as never, privilegedProjects: [] },
    log: openLog("silent"),
    dryRun: false,
    announce: () => undefined,
  };
  const setup: SheetSetup = {
    source: "access",
    spreadsheet: open(sheet.id),
    tab: TAB,
    finishedTab: "Current Users",
    spamTab: "Spam",
    approvedCounts: false,
    trusted: true,
    ...settings,
  };
  return {
    ...{ sheets, sheet, account, database, setup, deps },
    at(text) {
      time = new Date(text);
    },
    async poll(other = {}) {
      await claimReading(db, setup.source, { now: new Date("2100-01-01"), nextAt: now() });
      await readSheet({ ...setup, ...other }, deps);
      const state = await findSheet(db, setup.source);
      if (state?.problem && !/^(Google|acct|The)/.test(state.problem)) throw new Error(state.problem);
    },
    async show({ gatherMs = 100 } = {}) {
      const mirror = sheetMirror([setup], { db, workflows, now, dryRun: false, gatherMs });
      const due = await database.query<{ id: number; request_id: number }>(
        "select id, request_id from views where audience = 'sheet' order by id",
      );
      await Promise.all(
        due.map(async ({ request_id: id }) => {
          const request = await findRequest(db, id);
          const [view] = (await listViews(db, id)).filter(({ audience }) => audience === "sheet");
          if (request && view) await mirror.show(view as MirrorView, request, await listEvents(db, id));
        }),
      );
    },
    async askAdmin(request) {
      const step = (outcome: Outcome) =>
        inTransaction(db, async (tx) => {
          const locked = await lockRequest(tx, request?.id ?? 0);
          if (!locked) throw new Error("There is no request");
          const change = transition(locked, outcome, workflowFor(locked, workflows), now());
          await applyChange(tx, locked, change, now());
        });
      await step(done("checked"));
      const plan = [{ system: "LDAP", text: "an account", isNew: true }];
      await step(waitFor("admin", "Waiting for an admin", { facts: { plan } }));
    },
    async decide(request, verdict = "approved") {
      const changed = await changeRequest(request?.id ?? 0, { db, workflows, now }, (one) => ({
        command: {
          kind: "decide",
          approval: aNewApproval({ verdict, address: one.email, pi: one.piEmail, at: now().toISOString() }),
          isLast: true,
        },
      }));
      if (changed.kind !== "done") throw new Error(String(changed.denial));
    },
    requestsOf: (email, kind = "account") => listByEmail(db, kind, email ?? ""),
    countRequests: async () => (await database.query("select 1 from requests")).length,
    rows: () =>
      database
        .query<{ row: IntakeRow }>("select to_jsonb(r) as row from intake_rows r order by id")
        .then((rows) => rows.map(({ row }) => row)),
    notices: async () =>
      (
        await database.query<{ data: { title?: string; list?: string; why?: string } }>(
          "select data from notifications where via = 'channel' order by id",
        )
      ).map(({ data }) => [data.title, data.list, data.why].filter(Boolean).join("\n")),
    mails: async () =>
      (
        await database.query<{ template: string; to_email: string }>(
          "select template, to_email from notifications where via <> 'channel' order by id",
        )
      ).map(({ template, to_email }) => `${template} ${to_email}`),
    async stop() {
      await Promise.all([database.close(), sheets.stop()]);
    },
  };
}

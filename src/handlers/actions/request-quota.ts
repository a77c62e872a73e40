import { findProject } from "../../db/registry.ts";
import type { QuotaChange } from "../../db/schema.ts";
import { openRequest } from "../../pipeline/open-request.ts";
import { LABELS, QUOTA_NAMES, type QuotaName } from "../../provisioners/quotas.ts";
import type { Field, Form } from "../../view/form.ts";
import { type Handler, invalidFields, message, toEventActor } from "../handler.ts";
import { ownAccount } from "../own-account.ts";
import { denyReason } from "../policy.ts";
import { submittedReply } from "../submitted-reply.ts";
import { type FieldValidator, invalid, valid, validateFields } from "../validate-fields.ts";

const MOST = 1_000_000;

/** A member asks for other quotas of a project, for good or until a day. */
export const requestQuota: Handler = {
  name: "request-quota",
  opensForm: true,
  command: {
    name: "quota",
    arguments: "[project]",
    help: "Ask for other quotas of a project of yours in OpenStack",
  },
  async run(interaction, context) {
    const { actor, values, isPreview: filling } = interaction;
    const denial = denyReason("request", actor);
    if (denial) return message("No request was made", denial);
    if (!context.quotas) return message("No request was made", "No system here has quotas.");
    const own = await ownAccount(actor, context);
    if (!own.account) return message("No request was made", own.denial);
    const { account } = own;
    if (!values || filling) {
      const filled = values ?? { project: interaction.text };
      const form = await validateFields(
        formFor(interaction.text),
        { project: lookAtQuotas },
        filled,
        context,
      );
      return { kind: "form", form };
    }
    const read = readWish(values, context.now());
    if ("faults" in read) return invalidFields(read.faults);
    const { givenName, familyName, email, username } = account;
    const opened = await openRequest(
      {
        kind: "quota",
        origin: interaction.deliveryId,
        givenName,
        familyName,
        email,
        username,
        project: (values.project ?? "").trim().toLowerCase(),
        requesterUser: actor.user,
        quota: read.wish,
        details: { reason: values.reason },
      },
      { by: toEventActor(actor), note: "" },
      context,
    );
    return submittedReply(opened, "The quotas of this project are being changed already");
  },
};

/** The numbers that were filled in. A blank one stays as it is. */
function readWish(
  values: Readonly<Record<string, string>>,
  now: Date,
): { readonly wish: QuotaChange } | { readonly faults: Record<string, string> } {
  const faults: Record<string, string> = {};
  const wanted: Record<string, number> = {};
  for (const name of QUOTA_NAMES) {
    const text = (values[name] ?? "").trim();
    if (text === "") continue;
    if (/^\d{1,7}$/.test(text) && Number(text) <= MOST) wanted[name] = Number(text);
    else faults[name] = `must be a whole number up to ${MOST}`;
  }
  const until = values.until ?? "";
  if (until && until <= now.toISOString().slice(0, 10)) faults.until = "must be a day to come";
  if (Object.keys(faults).length > 0) return { faults };
  if (Object.keys(wanted).length === 0)
    return { faults: { [QUOTA_NAMES[0]]: "fill in at least one number" } };
  return { wish: { requested: wanted, ...(until ? { until } : {}) } };
}

/** What the project may use now. */
const lookAtQuotas: FieldValidator = async (value, _, { db, quotas }) => {
  const name = value.trim().toLowerCase();
  if (!(await findProject(db, name))) return invalid(`There is no project ${name}`);
  try {
    const now = await quotas?.readQuotas(name);
    return now && valid(`Now: ${QUOTA_NAMES.map((name) => `${LABELS[name]} ${now[name]}`).join(", ")}`);
  } catch {
    // Why is for the admins; they hear of it when the request itself fails.
    return invalid("Its quotas cannot be read at the moment; you can ask all the same");
  }
};

function formFor(project: string): Form {
  const number = (name: QuotaName): Field => ({
    name,
    label: LABELS[name][0]?.toUpperCase() + LABELS[name].slice(1),
    kind: "line",
    maxLength: 7,
    optional: true,
  });
  return {
    action: "request-quota",
    title: "Other quotas",
    intro: ["Fill in only what is to change."],
    submit: "Ask",
    fields: [
      {
        name: "project",
        label: "Project",
        kind: "line",
        maxLength: 32,
        ...(project ? { initial: project } : {}),
      },
      ...QUOTA_NAMES.map(number),
      {
        name: "until",
        label: "Until",
        kind: "date",
        optional: true,
        hint: "Then they go back by themselves. Empty: for good.",
      },
      { name: "reason", label: "What for?", kind: "text", maxLength: 3000 },
    ],
  };
}

import { z } from "zod";

const template = z.strictObject({
  label: z.string().min(1).max(75).describe("The name shown in the list"),
  text: z.string().min(1).max(1000).describe("The text. Admins can edit it before sending"),
});

export const replies = z
  .strictObject({
    deny: z
      .array(template)
      .max(100)
      .default([
        {
          label: "Not eligible",
          text: "Accounts are for members of our institutions and their guests. Please apply with your work address, or ask your host to apply for you.",
        },
        {
          label: "Wrong project",
          text: "You can't join this project. Please ask your PI for the right one, then apply again.",
        },
        {
          label: "Already has an account",
          text: "You already have an account. Use /acct resetpass to set a new password.",
        },
      ])
      .describe("Templates for denials"),
    ask: z
      .array(template)
      .max(100)
      .default([
        { label: "Purpose", text: "What will you use the account for, and with which software?" },
        {
          label: "Work address",
          text: "This looks like a private email address. What is your work address?",
        },
        {
          label: "Which PI",
          text: "Who leads the project you work in, and what is their email address?",
        },
      ])
      .describe("Templates for questions"),
  })
  .describe("Templates that admins can start a reply from");

/** Someone of the staff at RT's web pages. */
export interface RtStaff {
  /** Changes fields in place, on the page of the ticket: { Priority: "3" }. It takes less time than a form with its page. */
  edit(ticketId: number, fields: Readonly<Record<string, string>>): Promise<void>;
  /** Changes them with the form "Basics". */
  modify(ticketId: number, fields: Readonly<Record<string, string>>): Promise<void>;
  /** The values and labels that the form offers for the priority. Empty: the form has a field for a number. */
  offeredPriorities(ticketId: number): Promise<{ readonly value: string; readonly label: string }[]>;
}

/** Logs in as a browser does, with a cookie, and uses RT's forms. */
export function rtStaff(url: string, { name, password }: { name: string; password: string }): RtStaff {
  let cookie: Promise<string> | undefined;

  async function logIn(): Promise<string> {
    const answer = await fetch(`${url}/NoAuth/Login.html`, {
      method: "POST",
      headers: { referer: `${url}/` },
      body: new URLSearchParams({ user: name, pass: password }),
      redirect: "manual",
    });
    await answer.body?.cancel();
    const [given] = answer.headers.getSetCookie();
    if (given === undefined || answer.status >= 400)
      throw new Error(`${name} could not log in: ${answer.status}`);
    return given.split(";")[0] ?? "";
  }

  async function page(path: string, form?: URLSearchParams): Promise<string> {
    cookie ??= logIn();
    const answer = await fetch(`${url}${path}`, {
      headers: { cookie: await cookie, referer: `${url}/` },
      ...(form ? { method: "POST", body: form } : {}),
    });
    const html = await answer.text();
    if (!answer.ok || html.includes('id="login-box"')) throw new Error(`${path}: ${answer.status}`);
    return html;
  }

  return {
    async edit(ticketId, fields) {
      await page("/Helpers/TicketUpdate", new URLSearchParams({ id: String(ticketId), ...fields }));
    },
    async modify(ticketId, fields) {
      const form = new URLSearchParams({ id: String(ticketId), ...fields, SubmitTicket: "Save Changes" });
      await page("/Ticket/Modify.html", form);
    },
    async offeredPriorities(ticketId) {
      const html = await page(`/Ticket/Modify.html?id=${ticketId}`);
      const [, select = ""] = /<select[^>]*name="Priority"[^>]*>([\s\S]*?)<\/select>/.exec(html) ?? [];
      return [...select.matchAll(/<option[^>]*value="([^"]*)"[^>]*>([^<]*)</g)].map(
        ([, value = "", label = ""]) => ({
          value,
          label: label.trim(),
        }),
      );
    },
  };
}

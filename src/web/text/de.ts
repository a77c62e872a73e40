import type { PageText } from "./page-text.ts";

export const de: PageText = {
  language: "de",
  questions: "Fragen? Schreiben Sie an",
  page: {
    title: "Passwort wählen",
    forAccount: (username) => `Für das Konto ${username}.`,
    pin: "PIN",
    pinHint: "Die Ziffern, die Sie beim Beantragen gewählt haben.",
    password: "Neues Passwort",
    passwordHint: "Einige Wörter ohne Zusammenhang ergeben ein gutes.",
    atLeast: (characters) => `Mindestens ${characters} Zeichen.`,
    again: "Noch einmal dasselbe",
    show: "Eingabe anzeigen",
    submit: "Passwort setzen",
    strength: "Stärke:",
    strengths: ["sehr schwach", "schwach", "mäßig", "gut", "stark"],
  },
  problem: {
    missing: "Bitte füllen Sie dies aus.",
    mismatch: "Die beiden Passwörter stimmen nicht überein.",
    tooShort: (characters) => `Das Passwort braucht mindestens ${characters} Zeichen.`,
    tooLong: (characters) => `Das Passwort darf höchstens ${characters} Zeichen haben.`,
    wrongPin: (left) =>
      `Das ist nicht die PIN. ${left === 1 ? "Ein Versuch bleibt" : `${left} Versuche bleiben`}.`,
    tooWeak: (needed) =>
      `Dieses Passwort ist zu leicht zu erraten: Es muss mindestens „${needed}“ sein. Einige Wörter ohne Zusammenhang ergeben ein gutes.`,
    pinAgain: "Bitte geben Sie auch Ihre PIN noch einmal ein.",
    refused: (by) => `${by} lehnt dieses Passwort ab und meldet auf Englisch:`,
    taken: (systems) => `Bis Sie ein anderes wählen, gilt es in: ${systems}.`,
  },
  done: {
    title: "Ihr Passwort ist gesetzt",
    logIn: (username) =>
      username ? `Sie können sich jetzt als ${username} anmelden.` : "Sie können sich jetzt anmelden.",
    later: (systems) => `${systems} antwortet gerade nicht und bekommt es, sobald es wieder antwortet.`,
  },
  dead: {
    unknown: {
      title: "Dieser Link funktioniert nicht",
      line: "Öffnen Sie ihn aus der Mail, so wie er dort steht; vielleicht fehlt ein Teil, oder ein neuerer Link gilt an seiner Stelle.",
    },
    used: { title: "Dieses Passwort ist schon gesetzt", line: "Ein Link gilt nur einmal." },
    "already-set": {
      title: "Dieses Passwort ist schon gesetzt",
      line: "Dasselbe Formular wurde zweimal abgeschickt, und das erste hat gegolten.",
    },
    expired: {
      title: "Dieser Link ist abgelaufen",
      line: "Er wurde nicht rechtzeitig benutzt, oder ein neuerer gilt an seiner Stelle.",
    },
    locked: { title: "Dieser Link ist gesperrt", line: "Die PIN wurde zu oft falsch eingegeben." },
    shut: {
      title: "Ihr Zugang ist gesperrt",
      line: "Die Administration hat ihn gesperrt, deshalb wurde kein Passwort gesetzt. Der Link bleibt gültig: Schreiben Sie uns, und verwenden Sie ihn, wenn die Sperre aufgehoben ist.",
    },
    stale: {
      title: "Dieser Link passt nicht mehr",
      line: "Das Einmalpasswort dahinter gilt nicht mehr. Es wurde geändert, nachdem der Link erstellt worden war, vielleicht von Ihnen selbst.",
    },
    unsure: {
      title: "Ihr neues Passwort gilt vielleicht schon",
      line: "Das System, das es aufbewahrt, wurde zweimal gefragt, und seine Antwort ging beide Male verloren. Versuchen Sie, sich mit dem neuen Passwort anzumelden. Wenn das nicht geht, brauchen Sie einen neuen Link: Dieser gilt nicht mehr, damit kein weiterer Versuch Ihr Konto sperrt.",
    },
    busy: {
      title: "Bitte einen Augenblick",
      line: "Dieser Link wird gerade von anderer Seite benutzt. Versuchen Sie es noch einmal.",
    },
    unreachable: {
      title: "Das Passwort konnte nicht gesetzt werden",
      line: "Das System, das es aufbewahrt, hat nicht geantwortet. Deshalb ist nicht sicher, ob Ihr Passwort geändert wurde. Ihr Link bleibt gültig: Bitte versuchen Sie es später noch einmal, mit demselben neuen Passwort.",
    },
    unsent: {
      title: "Ihre Anfrage wurde nicht abgeschickt",
      line: "Auf unserer Seite ist etwas fehlgeschlagen, und es hat sich nichts geändert. Bitte versuchen Sie es später noch einmal, oder schreiben Sie uns.",
    },
    denied: {
      title: "Das Passwort konnte nicht gesetzt werden",
      line: "Ihr Passwort kann im Moment nicht gesetzt werden. Es wurde nichts geändert, und Ihr Link bleibt gültig: Versuchen Sie es später noch einmal.",
    },
    "no-cookie": {
      title: "Bitte öffnen Sie den Link noch einmal",
      line: "Öffnen Sie ihn aus Ihrer Mail oder Nachricht. Diese Seite braucht ein Cookie, damit der Link nicht in der Adresszeile stehen bleibt.",
    },
    "too-many": {
      title: "Zu viele Versuche",
      line: "Mit diesem Link oder aus Ihrem Netz gab es zu viele Fehlversuche. Bitte warten Sie einige Minuten und versuchen Sie es dann noch einmal.",
    },
  },
  front: {
    title: (site) => `Ihr Konto: ${site}`,
    link: "Haben Sie eine Mail von uns mit einem Link? Öffnen Sie diesen Link: Er führt auf die richtige Seite.",
    logInTitle: "Anmelden",
    logIn: "Zur Anmeldung",
    forgotTitle: "Passwort vergessen?",
    forgotLine: "Wir schicken Ihnen einen Link, mit dem Sie ein neues wählen.",
    forgot: "Neues Passwort anfordern",
  },
  renew: {
    offer:
      "Wir können einen neuen Link an die Mailadresse oder die Person im Chat schicken, für die dieser bestimmt war.",
    submit: "Neuen Link schicken",
    sent: "Ein neuer Link ist unterwegs",
    sentLine: "Er kommt dorthin, wohin der alte kam. Das alte Passwort gilt, bis Sie das neue wählen.",
    sentBefore: "Ein neuer Link wurde schon geschickt",
    newest: "Öffnen Sie den neuesten; die anderen gelten nicht mehr.",
    ask: "Einen neuen anfordern",
  },
  reset: {
    title: "Neues Passwort anfordern",
    intro: "Ihr altes Passwort gilt, bis Sie das neue wählen.",
    introAlone:
      "Unser Helpdesk schickt Ihnen einen Link. Ihr jetziges Passwort gilt dann möglicherweise nicht mehr.",
    name: "Ihr Name",
    email: "Mailadresse",
    confirmEmail: "Noch einmal dieselbe Adresse",
    pin: "PIN",
    pinHint: "4 bis 8 Ziffern Ihrer Wahl. Die Seite für das neue Passwort fragt danach.",
    submit: "Abschicken",
    emailsDiffer: "Die beiden Adressen stimmen nicht überein.",
    pinDigits: "Die PIN muss aus 4 bis 8 Ziffern bestehen.",
    sent: "Danke",
    sentLine:
      "Wenn zu dieser Adresse ein Konto gehört, ist eine Mail mit dem nächsten Schritt unterwegs oder in den letzten zehn Minuten gekommen. Bis Sie diesen Schritt tun, ändert sich nichts.",
    forwardedLine: "Unser Helpdesk hat die Anfrage und schreibt Ihnen. Bis dahin ändert sich nichts.",
    confirm: (username) => `Ein neues Passwort für ${username}?`,
    confirmLine:
      "Sie haben es angefordert, oder jemand, der Ihre Adresse kennt. Wenn Sie es nicht waren, schließen Sie diese Seite: Es hat sich nichts geändert.",
    confirmPin: "PIN (freiwillig)",
    confirmPinHint:
      "4 bis 8 Ziffern Ihrer Wahl. Die Seite für das neue Passwort, die wir Ihnen auch per Mail schicken, fragt dann danach. Nur was Sie hier eingeben, zählt.",
    confirmSubmit: "Ja, ich möchte ein neues Passwort",
    confirmed: "Ein Link ist unterwegs",
    confirmedLine: "Er kommt gleich per Mail. Er fragt nach Ihrer PIN, wenn Sie eine gewählt haben.",
  },
};

import type { PageText } from "./page-text.ts";

export const de: PageText = {
  language: "de",
  questions: "Fragen? Schreiben Sie uns:",
  page: {
    title: "Passwort festlegen",
    forAccount: (username) => `Für Ihr Konto ${username}.`,
    pin: "PIN",
    pinHint: "Die PIN, die Sie bei Ihrer Anfrage gewählt haben.",
    password: "Neues Passwort",
    passwordHint: "Gut geeignet sind einige Wörter ohne Zusammenhang.",
    atLeast: (characters) => `Mindestens ${characters} Zeichen.`,
    again: "Neues Passwort bestätigen",
    show: "Passwort anzeigen",
    submit: "Passwort festlegen",
    strength: "Stärke:",
    strengths: ["sehr schwach", "schwach", "mäßig", "gut", "stark"],
  },
  problem: {
    missing: "Bitte füllen Sie dieses Feld aus.",
    mismatch: "Die Passwörter stimmen nicht überein.",
    tooShort: (characters) => `Das Passwort muss mindestens ${characters} Zeichen lang sein.`,
    tooLong: (characters) => `Das Passwort darf höchstens ${characters} Zeichen lang sein.`,
    wrongPin: (left) =>
      `Die PIN ist falsch. Sie haben noch ${left === 1 ? "einen Versuch" : `${left} Versuche`}.`,
    tooWeak: (needed) =>
      `Dieses Passwort ist zu leicht zu erraten: Seine Stärke muss mindestens „${needed}“ sein. Gut geeignet sind einige Wörter ohne Zusammenhang.`,
    pinAgain: "Bitte geben Sie auch Ihre PIN noch einmal ein.",
    refused: (by) => `${by} hat dieses Passwort abgelehnt und meldet auf Englisch:`,
    taken: (systems) => `Bis Sie ein anderes wählen, gilt es bereits für: ${systems}.`,
  },
  done: {
    title: "Ihr Passwort wurde festgelegt",
    logIn: (username) =>
      username ? `Sie können sich jetzt als ${username} anmelden.` : "Sie können sich jetzt anmelden.",
    noLogin: (systems) =>
      `Wir konnten nicht prüfen, ob Sie sich bei ${systems} anmelden können. Wenn es nicht geht, melden Sie sich bei uns.`,
    later: (systems) =>
      `${systems} antwortet gerade nicht. Wir übernehmen Ihr Passwort dort, sobald das wieder möglich ist.`,
  },
  dead: {
    unknown: {
      title: "Dieser Link funktioniert nicht",
      line: "Bitte öffnen Sie den Link noch einmal aus der E-Mail: Vielleicht ist er unvollständig oder wurde durch einen neueren ersetzt.",
    },
    used: {
      title: "Dieses Passwort wurde bereits festgelegt",
      line: "Jeder Link funktioniert nur einmal, und dieser wurde schon verwendet.",
    },
    "already-set": {
      title: "Dieses Passwort wurde bereits festgelegt",
      line: "Das Formular wurde zweimal abgeschickt; das erste zählt.",
    },
    expired: {
      title: "Dieser Link ist abgelaufen",
      line: "Er wurde nicht rechtzeitig verwendet oder durch einen neueren ersetzt.",
    },
    locked: { title: "Dieser Link ist gesperrt", line: "Die PIN wurde zu oft falsch eingegeben." },
    shut: {
      title: "Ihr Konto ist gesperrt",
      line: "Die Administration hat es gesperrt, deshalb wurde kein Passwort festgelegt. Bitte wenden Sie sich an uns, um es entsperren zu lassen. Ihr Link bleibt gültig, Sie können ihn danach verwenden.",
    },
    stale: {
      title: "Dieser Link ist nicht mehr aktuell",
      line: "Das zugehörige Einmalpasswort gilt nicht mehr. Es wurde geändert, nachdem der Link erstellt worden war, vielleicht von Ihnen selbst.",
    },
    unsure: {
      title: "Ihr neues Passwort gilt vielleicht schon",
      line: "Wir haben es zweimal versucht, aber das System, das Ihr Passwort speichert, hat die Änderung nicht bestätigt. Versuchen Sie, sich mit dem neuen Passwort anzumelden. Falls das nicht geht, brauchen Sie einen neuen Link: Dieser gilt nicht mehr, damit weitere Versuche Ihr Konto nicht sperren.",
    },
    busy: {
      title: "Bitte einen Augenblick",
      line: "Dieser Link wird gerade verwendet. Bitte versuchen Sie es gleich noch einmal.",
    },
    unreachable: {
      title: "Ihr Passwort konnte nicht festgelegt werden",
      line: "Das System, das es speichert, hat nicht geantwortet. Deshalb ist nicht sicher, ob Ihr Passwort geändert wurde. Ihr Link bleibt gültig: Bitte versuchen Sie es später noch einmal mit demselben neuen Passwort.",
    },
    unsent: {
      title: "Ihre Anfrage wurde nicht gesendet",
      line: "Bei uns ist ein Fehler aufgetreten, und es hat sich nichts geändert. Bitte versuchen Sie es später noch einmal, oder schreiben Sie uns.",
    },
    denied: {
      title: "Ihr Passwort konnte nicht festgelegt werden",
      line: "Ihr Passwort kann im Moment nicht festgelegt werden. Es wurde nichts geändert, und Ihr Link bleibt gültig: Bitte versuchen Sie es später noch einmal.",
    },
    "no-cookie": {
      title: "Bitte öffnen Sie den Link noch einmal",
      line: "Öffnen Sie ihn aus Ihrer E-Mail oder Nachricht. Diese Seite verwendet ein Cookie, damit Ihr Link vertraulich bleibt.",
    },
    "too-many": {
      title: "Zu viele Versuche",
      line: "Mit diesem Link oder aus Ihrem Netz gab es zu viele Fehlversuche. Bitte warten Sie einige Minuten und versuchen Sie es dann noch einmal.",
    },
  },
  front: {
    title: (site) => `Ihr Konto: ${site}`,
    link: "Haben Sie eine E-Mail mit einem Link von uns bekommen? Öffnen Sie diesen Link, um auf die richtige Seite zu kommen.",
    logInTitle: "Anmelden",
    logIn: "Zur Anmeldung",
    forgotTitle: "Passwort vergessen?",
    forgotLine: "Wir schicken Ihnen per E-Mail einen Link, mit dem Sie ein neues festlegen.",
    forgot: "Neues Passwort anfordern",
    statusTitle: "Ihre Anträge und Projekte",
    statusLine:
      "Wir schicken Ihnen per E-Mail Links, die zeigen, wie es um Ihre Anträge steht und wer zu Ihren Projekten gehört.",
    status: "Links anfordern",
    applyTitle: "Noch kein Konto?",
    applyLine: "Geben Sie Ihre E-Mail-Adresse ein, und wir schicken Ihnen einen Link zum Formular.",
    apply: "Konto beantragen",
  },
  askForLink: {
    applyTitle: "Konto beantragen",
    applyLine: (site) =>
      `Geben Sie Ihre E-Mail-Adresse ein, und wir schicken Ihnen einen Link zum Formular für ein Konto (${site}). So wissen wir, dass die Adresse Ihnen gehört.`,
    statusTitle: "Ihre Anträge und Projekte",
    statusLine:
      "Geben Sie die E-Mail-Adresse ein, die Sie hier verwendet haben, und wir schicken Ihnen Links zu Ihren Anträgen und Projekten.",
    email: "E-Mail-Adresse",
    language: "Sprache unserer E-Mails",
    submit: "Link zuschicken",
    trap: "Dieses Feld bitte leer lassen",
    badAddress: "An diese Adresse können wir keine E-Mail schicken. Bitte prüfen Sie sie.",
    trapped:
      "Ein Feld, das leer bleiben sollte, war ausgefüllt, vielleicht von Ihrem Browser. Wir haben es geleert. Bitte senden Sie das Formular noch einmal.",
    quick: "Das ging sehr schnell. Bitte warten Sie einige Sekunden und senden Sie das Formular noch einmal.",
    old: "Diese Seite war zu lange geöffnet. Bitte senden Sie das Formular noch einmal.",
    network:
      "Aus Ihrem Netz wurden zu viele Links angefordert. Bitte versuchen Sie es in einer Stunde noch einmal, oder schreiben Sie uns.",
    everywhere:
      "Wir bekommen gerade sehr viele Anfragen. Bitte versuchen Sie es in einer Stunde noch einmal, oder schreiben Sie uns.",
    sent: "Bitte sehen Sie in Ihr Postfach",
    applySent:
      "Falls wir an diese Adresse schreiben können, ist ein Link zum Formular unterwegs. Er gilt 24 Stunden. Wir schicken höchstens drei Links am Tag an eine Adresse: Wenn Sie öfter gefragt haben, verwenden Sie den neuesten.",
    statusSent:
      "Falls es Anträge oder Projekte mit dieser Adresse gibt, sind Links dazu unterwegs. Wir schreiben höchstens dreimal am Tag an eine Adresse: Wenn Sie öfter gefragt haben, verwenden Sie die neuesten E-Mails.",
    spam: "Nach einigen Minuten ist nichts angekommen? Sehen Sie im Spam-Ordner nach, und prüfen Sie, ob die Adresse stimmt.",
  },
  apply: {
    title: "Konto beantragen",
    line: (email) => `Ihre Adresse ${email} ist bestätigt. Wir schreiben Ihnen dorthin.`,
    correctTitle: "Angaben korrigieren",
    correctLine:
      "Sie können Ihre Angaben korrigieren, bis jemand Ihren Antrag genehmigt hat. Er beginnt dann von vorn.",
    correct: "Angaben korrigieren",
    late: {
      title: "Es ist zu spät, Ihre Angaben zu korrigieren",
      line: "Jemand hat Ihren Antrag genehmigt, oder er ist beendet. Deshalb wurde nichts geändert. Wenn etwas falsch ist, wenden Sie sich an uns, oder ziehen Sie den Antrag zurück und stellen Sie einen neuen.",
      typed: "Das haben Sie eingegeben",
      back: "Antrag ansehen",
    },
    submit: "Antrag senden",
    save: "Änderungen speichern",
    optional: "(optional)",
    again: "Es wurde noch nichts gesendet. Bitte prüfen Sie die Felder mit einem Hinweis.",
    fields: {
      givenName: { label: "Vorname" },
      familyName: { label: "Nachname", hint: "Lassen Sie das Feld leer, wenn Sie nur einen Namen haben." },
      projectKind: { label: "Projekt" },
      project: { label: "Name des Projekts" },
      piEmail: {
        label: "E-Mail-Adresse der Projektleitung (PI)",
        hint: "Wir bitten sie um Bestätigung. Lassen Sie das Feld leer, wenn Sie ein eigenes Projekt beginnen.",
      },
      groups: {
        label: "Weitere Gruppen",
        hint: "Zusätzlich zu Ihrem Projekt. Über jede Gruppe wird einzeln entschieden.",
      },
      reason: { label: "Wofür werden Sie das Konto verwenden?" },
      username: {
        label: "Benutzername",
        hint: "Lassen Sie das Feld leer, und wir bilden einen aus Ihrem Namen.",
      },
      sshPublicKey: {
        label: "Öffentlicher SSH-Schlüssel",
        hint: "Eine Zeile aus einer .pub-Datei. Niemals der private Schlüssel.",
      },
      pin: {
        label: "PIN",
        hint: "Wählen Sie 4 bis 8 Ziffern. Sie brauchen sie einmal, um Ihr Passwort festzulegen.",
      },
    },
    choices: { join: "In ein bestehendes Projekt aufgenommen werden", new: "Ein neues Projekt beginnen" },
    pinKept: "Lassen Sie das Feld leer, um Ihre PIN zu behalten.",
    problems: {
      chooseUsername:
        "Bitte wählen Sie einen in lateinischen Buchstaben. Ein Benutzername aus Ihrem Namen in seiner eigenen Schrift wäre schwer zu erkennen.",
      missing: "Bitte füllen Sie dieses Feld aus.",
      tooLong: (characters) => `Bitte verwenden Sie höchstens ${characters} Zeichen.`,
      onlyName: "Bitte geben Sie nur den Namen ein, ohne Webadresse, <, > oder @.",
      lost: "Einige Zeichen sind unterwegs verloren gegangen. Bitte geben Sie dies noch einmal ein.",
      systemName:
        "Der Name muss mit einem Buchstaben beginnen und darf nur Kleinbuchstaben, Ziffern, Punkte, Bindestriche und Unterstriche enthalten.",
      suggested: (name) => `Meinen Sie ${name}?`,
      pin: "Die PIN muss aus 4 bis 8 Ziffern bestehen.",
      sshKey: "Das ist kein öffentlicher SSH-Schlüssel wie ssh-ed25519 AAAA… me@laptop.",
      address: "An diese Adresse können wir keine E-Mail schicken. Bitte prüfen Sie sie.",
      choosePi:
        "Geben Sie die Adresse der Person ein, die bestätigen kann, dass Sie in diesem Projekt arbeiten.",
      projectExists: (name) => `${name} gibt es bereits. Sie können darin aufgenommen werden.`,
      noProject: (name) =>
        `Ein Projekt mit dem Namen ${name} gibt es nicht. Prüfen Sie den Namen, oder beginnen Sie ein neues Projekt.`,
    },
    dead: {
      unknown: {
        title: "Dieser Link funktioniert nicht",
        line: "Öffnen Sie den Link noch einmal aus Ihrer E-Mail: Vielleicht ist er unvollständig oder sehr alt.",
      },
      expired: {
        title: "Dieser Link ist abgelaufen",
        line: "Er gilt 24 Stunden. Sie können einen neuen bekommen.",
      },
      tried: {
        title: "Dieser Link ist nicht mehr gültig",
        line: "Das Formular wurde zu oft mit Fehlern gesendet. Sie können einen neuen Link bekommen.",
      },
      "has-account": {
        title: "Sie haben bereits ein Konto",
        line: "Für diese E-Mail-Adresse gibt es ein Konto, Sie können also kein weiteres beantragen. Wenn Sie sich nicht anmelden können, wenden Sie sich an uns.",
      },
    },
    askAgain: "Neuen Link anfordern",
  },
  address: {
    title: "E-Mail-Adresse bestätigen",
    line: (email, site) =>
      `Jemand, wahrscheinlich Sie selbst, hat mit der Adresse ${email} ein Konto bei ${site} beantragt.`,
    notYou:
      "Wenn Sie das nicht waren, schließen Sie diese Seite: Ohne Ihre Bestätigung wird kein Konto angelegt.",
    submit: "Diese Adresse bestätigen",
    done: "Ihre Adresse ist bestätigt",
    doneLine: "Wir bearbeiten jetzt Ihren Antrag und informieren Sie bei jedem Schritt per E-Mail.",
    ended: {
      title: "Hier gibt es nichts zu bestätigen",
      line: "Ihr Antrag ist abgeschlossen, oder die Bestätigung wird nicht mehr benötigt. Sie können jederzeit einen neuen Antrag stellen.",
    },
  },
  login: {
    signIn: (name) => `Oder anmelden über: ${name}`,
    back: "Zurück",
    failed: {
      title: "Die Anmeldung hat nicht funktioniert",
      line: "Es hat sich nichts geändert. Bitte versuchen Sie es später noch einmal.",
    },
    other: {
      title: "Diese Anmeldung bestätigt Ihre Adresse nicht",
      line: "Das Konto, mit dem Sie sich angemeldet haben, hat eine andere Adresse, oder seine Adresse ist nicht bestätigt. Gehen Sie zurück und verwenden Sie die Schaltfläche.",
    },
  },
  log: {
    title: "Freigeschaltete Konten",
    empty: "Bisher wurde kein Konto freigeschaltet.",
    utc: "Alle Uhrzeiten sind in UTC.",
    approved: (username) => `@${username} wurde freigeschaltet.`,
    rule: (name) => `Regel: ${name}.`,
    older: "Ältere Einträge",
    newest: "Neueste Einträge",
    feed: "Atom-Feed",
    plain: "Nur Text",
  },
  signIn: {
    title: (name) => `Anmeldung verknüpfen: ${name}`,
    line: (person, chat) =>
      `${person} auf ${chat} möchte eine Anmeldung verknüpfen. Wenn Sie sich anmelden, gehört sie zur selben Person wie ${person} auf ${chat}.`,
    notYou: "Wenn Sie das nicht sind oder jemand Ihnen diesen Link geschickt hat, schließen Sie diese Seite.",
    start: (name) => `Anmelden über: ${name}`,
    results: {
      linked: (chat) => ({
        title: "Ihre Anmeldung ist verknüpft",
        line: `Sie können diese Seite schließen und zu ${chat} zurückkehren.`,
      }),
      known: (chat) => ({
        title: "Ihre Anmeldung war schon verknüpft",
        line: `Es hat sich nichts geändert. Sie können diese Seite schließen und zu ${chat} zurückkehren.`,
      }),
      dead: (chat) => ({
        title: "Dieser Link gilt nicht mehr",
        line: `Er gilt einmal und 15 Minuten lang. Einen neuen bekommen Sie mit /acct signin in ${chat}.`,
      }),
      "someone-else": () => ({
        title: "Diese Anmeldung gehört jemand anderem",
        line: "Es hat sich nichts geändert. Wenn es Ihre ist, wenden Sie sich bitte an uns.",
      }),
      taken: (chat) => ({
        title: "Ihr Konto ist mit jemand anderem verknüpft",
        line: `Es ist auf ${chat} mit einer anderen Person verknüpft, und es hat sich nichts geändert. Bitte wenden Sie sich an uns.`,
      }),
      unknown: () => ({
        title: "Wir können nicht erkennen, wer Sie sind",
        line: "Sie haben sich angemeldet, aber wir kennen niemanden mit dieser Anmeldung oder ihrer bestätigten Adresse. Es hat sich nichts geändert. Bitte wenden Sie sich an uns.",
      }),
    },
  },
  renew: {
    offer: "Wir können der Person, für die dieser Link bestimmt war, einen neuen schicken.",
    submit: "Neuen Link schicken",
    sent: "Ein neuer Link ist unterwegs",
    sentLine:
      "Sie erhalten ihn auf demselben Weg wie den alten. Ihr bisheriges Passwort gilt, bis Sie ein neues festlegen.",
    sentBefore: "Wir haben Ihnen bereits einen neuen Link geschickt",
    newest: "Verwenden Sie den neuesten Link; ältere funktionieren nicht mehr.",
    ask: "Neuen Link anfordern",
  },
  code: {
    title: (label, chat) => `Konto ${label} mit ${chat} verknüpfen?`,
    intro: (person, chat) =>
      `Jemand mit dem Namen „${person}“ möchte dieses Konto in ${chat} verwenden. Wenn Sie das sind, geben Sie den Code ein, den wir Ihnen in ${chat} angezeigt haben.`,
    notYou: "Wenn Sie das nicht sind, schließen Sie diese Seite: Es hat sich nichts geändert.",
    label: "Code",
    hint: (chat) => `Sechs Ziffern. Sie finden sie in der Antwort auf Ihren letzten Befehl in ${chat}.`,
    submit: "Konto verknüpfen",
    wrong: (left) =>
      `Der Code ist falsch. Wenn Sie den Befehl mehrmals verwendet haben, gilt nur der neueste Code. Sie haben noch ${left === 1 ? "einen Versuch" : `${left} Versuche`}.`,
    done: "Ihr Konto ist verknüpft",
    doneLine: (chat) => `Kehren Sie zu ${chat} zurück und verwenden Sie den Befehl noch einmal.`,
    dead: {
      unknown: () => ({
        title: "Dieser Link funktioniert nicht",
        line: "Bitte öffnen Sie den Link noch einmal aus der E-Mail: Vielleicht ist er unvollständig oder sehr alt.",
      }),
      used: (chat) => ({
        title: "Dieser Link wurde bereits verwendet",
        line: `Ihr Konto ist verknüpft. Kehren Sie zu ${chat} zurück und verwenden Sie den Befehl noch einmal.`,
      }),
      expired: (chat) => ({
        title: "Dieser Link ist abgelaufen",
        line: `Der Code wurde nicht rechtzeitig eingegeben. Verwenden Sie den Befehl in ${chat} noch einmal, um einen neuen Code und eine neue E-Mail zu bekommen.`,
      }),
      locked: (chat) => ({
        title: "Dieser Link gilt nicht mehr",
        line: `Es wurde zu oft ein falscher Code eingegeben. Verwenden Sie den Befehl in ${chat} noch einmal, um einen neuen Code und eine neue E-Mail zu bekommen.`,
      }),
      taken: (chat) => ({
        title: "Ihr Konto wurde nicht verknüpft",
        line: `Wer diesen Code in ${chat} angefordert hat, ist dort mit einem anderen Konto verknüpft oder nicht mehr aktiv. Bitte wenden Sie sich an uns.`,
      }),
    },
  },
  pi: {
    title: (project) => `Leiten Sie das Projekt ${project}?`,
    line: (email, asker) =>
      `${asker} nimmt an, dass Sie dieses Projekt leiten, und hat uns gebeten, an ${email} zu schreiben. Wer ein Projekt leitet, entscheidet, wer mitarbeiten darf.`,
    after:
      "Wenn Sie mit Ja antworten, wird das noch bestätigt. Wenn Sie diese Seite schließen, ändert sich nichts.",
    yes: "Ja, ich leite es",
    no: "Nein",
    done: "Vielen Dank",
    claimedLine: "Ihre Antwort wird noch bestätigt. Sie bekommen dann eine E-Mail.",
    declinedLine: "Wir haben Ihre Antwort weitergegeben. Sie brauchen nichts weiter zu tun.",
    dead: {
      unknown: {
        title: "Dieser Link funktioniert nicht",
        line: "Bitte öffnen Sie den Link noch einmal aus der E-Mail: Vielleicht ist er unvollständig oder sehr alt.",
      },
      used: { title: "Sie haben bereits geantwortet", line: "Sie brauchen nichts weiter zu tun." },
      expired: {
        title: "Diese Frage ist abgelaufen",
        line: "Wenn Sie dieses Projekt leiten, wenden Sie sich bitte an uns. Dann fragen wir Sie noch einmal.",
      },
      overtaken: {
        title: "Dieses Projekt hat inzwischen eine Leitung",
        line: "Sie müssen nicht mehr antworten.",
      },
      moved: {
        title: "Dieser Link gilt nicht mehr",
        line: "Wir haben inzwischen eine andere E-Mail-Adresse von Ihnen. Bitte wenden Sie sich an uns.",
      },
    },
  },
  invitation: {
    title: (project) => `Im Projekt ${project} mitarbeiten?`,
    line: (by, email) => `${by} hat ${email} in dieses Projekt eingeladen.`,
    as: {
      member: "Wenn Sie annehmen, können Sie im Projekt mitarbeiten.",
      manager:
        "Wenn Sie annehmen, können Sie im Projekt mitarbeiten und entscheiden gemeinsam mit der Projektleitung (PI), wer dazugehört.",
    },
    until: (day) => `Sie wären bis ${day} dabei.`,
    withAccount: "Sie arbeiten mit Ihrem bestehenden Konto mit.",
    accept: "Annehmen",
    withoutAccount:
      "Dazu brauchen Sie ein Konto. Beantragen Sie es hier; damit werden Sie in das Projekt aufgenommen.",
    ask: "Konto beantragen",
    decline: "Ablehnen",
    refused: "Die Einladung kann nicht angenommen werden",
    done: {
      accepted: {
        title: "Sie haben die Einladung angenommen",
        line: "Wir schreiben Ihnen, sobald Sie das Projekt nutzen können.",
      },
      asked: {
        title: "Danke für Ihren Antrag",
        line: "Wir haben Ihnen einen Link geschickt, über den Sie ihn verfolgen können. Sie erfahren von uns, wenn Ihr Konto bereit ist.",
      },
      declined: {
        title: "Sie haben die Einladung abgelehnt",
        line: "Wir haben die Person informiert, die Sie eingeladen hat.",
      },
    },
    dead: {
      unknown: {
        title: "Dieser Link funktioniert nicht",
        line: "Öffnen Sie den Link noch einmal aus der E-Mail: Vielleicht ist er unvollständig oder sehr alt.",
      },
      used: { title: "Sie haben bereits geantwortet", line: "Sie müssen nichts weiter tun." },
      "taken-back": {
        title: "Diese Einladung wurde zurückgenommen",
        line: "Wenn das ein Irrtum ist, fragen Sie die Person, die Sie eingeladen hat.",
      },
      expired: {
        title: "Diese Einladung ist abgelaufen",
        line: "Bitten Sie die Person, die Sie eingeladen hat, um eine neue.",
      },
      moved: {
        title: "Dieser Link funktioniert nicht mehr",
        line: "Wir haben inzwischen eine andere E-Mail-Adresse von Ihnen. Bitte wenden Sie sich an uns.",
      },
    },
  },
  roster: {
    title: (project) => `Das Projekt ${project}`,
    people: "Wer dazugehört",
    roles: { pi: "Projektleitung (PI)", manager: "Verwaltung", member: "Mitglied" },
    since: (role, day) => `${role}, eingetragen seit ${day}`,
    until: (day) => `bis ${day}`,
    remove: "Entfernen",
    promote: "Mit der Verwaltung betrauen",
    demote: "Zum Mitglied machen",
    joining: "Wer mitarbeiten möchte",
    request: (id) => `Antrag ${id}:`,
    decide: "Entscheiden",
    removals: "Wird in Kürze entfernt",
    undo: "Rückgängig machen",
    invitations: "Eingeladen",
    invitedAs: (role, day) => `${role}, Einladung gültig bis ${day}`,
    takeBack: "Zurücknehmen",
    invite: "Jemanden einladen",
    email: "E-Mail-Adresse",
    emailHint: "Die Person entscheidet selbst. Wenn sie noch kein Konto hat, beantragt sie zuerst eines.",
    endsHint: "Nach diesem Tag endet die Mitarbeit von selbst.",
    submit: "Einladen",
    leaveMore: "Das Projekt verlassen",
    leaveLine:
      "Sie verlieren in jedem System den Zugang zum Projekt. Ihr Konto und Ihre anderen Projekte behalten Sie.",
    leave: "Projekt verlassen",
    change: "Ändern …",
    lastDay: "Letzter Tag",
    lastDayHint:
      "Nach diesem Tag endet die Mitarbeit von selbst, das Konto bleibt. Lassen Sie das Feld leer, wenn es keinen letzten Tag gibt.",
    setEndDate: "Letzten Tag festlegen",
    asked: "Für die Projektleitung angefragt",
    askedLine: "Bis zur Zustimmung ändert sich nichts.",
    role: "Rolle",
    roleHint:
      "Wer verwaltet, lädt Mitglieder ein, entfernt sie und entscheidet wie die Projektleitung über Anträge für das Projekt.",
    handOver: "Das Projekt übergeben",
    handOverLine:
      "Wir fragen die neue Projektleitung. Bis zur Zustimmung ändert sich nichts. Danach leitet sie das Projekt, und die bisherige bleibt Mitglied.",
    newPi: "E-Mail-Adresse der neuen Projektleitung (PI)",
    reason: "Nachricht an die neue Projektleitung",
    askNewPi: "Neue Projektleitung fragen",
    others: "Ihre anderen Projekte",
    found: "Ein neues Projekt beantragen",
    thanks: "Danke",
    done: {
      invite: "Die Einladung ist unterwegs.",
      "take-back": "Die Einladung ist zurückgenommen. Ihr Link funktioniert nicht mehr.",
      remove: "Die Person wird in wenigen Minuten entfernt. Bis dahin können Sie das rückgängig machen.",
      promote: "Die Rolle ändert sich sofort, und wir informieren die Person.",
      demote: "Die Rolle ändert sich sofort, und wir informieren die Person.",
      undo: "Es hat sich nichts geändert: Die Person bleibt im Projekt.",
      leave: "In wenigen Minuten verlassen Sie das Projekt.",
      "end-date": "Der letzte Tag ändert sich sofort, und wir informieren die Person.",
      "hand-over": "Wir haben die neue Projektleitung gefragt. Bis zur Zustimmung ändert sich nichts.",
      "stop-hand-over": "Es hat sich nichts geändert: Das Projekt behält seine Leitung.",
    },
    problem: {
      denied: "Das können Sie in diesem Projekt nicht.",
      gone: "Das hat sich inzwischen geändert. Die Seite zeigt den aktuellen Stand.",
      "no-person": "Geben Sie eine E-Mail-Adresse ein.",
    },
    problems: {
      busy: (who) =>
        `Für ${who} wird gerade etwas anderes geändert. Bitte versuchen Sie es gleich noch einmal.`,
      person: () => "Diese Person können wir nicht fragen.",
      address: () => "Diese E-Mail-Adresse können wir nicht verwenden.",
      yourself: () => "Sich selbst können Sie nicht einladen.",
      date: () => "Wählen Sie den heutigen oder einen späteren Tag.",
      "many-invitations": () =>
        "Das Projekt hat zu viele offene Einladungen, oder Sie haben heute zu viele verschickt. Warten Sie auf Antworten, oder laden Sie morgen weitere Personen ein.",
      invited: (who) => `${who} ist bereits eingeladen.`,
      "invited-often": (who) => `${who} wurde heute schon mehrmals eingeladen. Warten Sie bis morgen.`,
      role: (who) =>
        `${who} hat kein Konto und kann deshalb nicht Mitglied sein. Entfernen Sie die Person stattdessen.`,
      "is-pi": (who) => `${who} leitet das Projekt bereits.`,
      "not-leading": (who) => `${who} kann zurzeit kein Projekt leiten.`,
      asked: (who) => `${who} wurde bereits gefragt. Machen Sie das zuerst rückgängig.`,
      "in-settings": (who) =>
        `Wer ${who} leitet, steht in den Einstellungen von acct. Bitten Sie die Admins, es dort zu ändern.`,
    },
    dead: {
      unknown: {
        title: "Dieser Link funktioniert nicht",
        line: "Vielleicht ist er unvollständig, oder Sie haben das Projekt verlassen. Einen neuen erhalten Sie im Chat mit /acct project oder auf unserer Startseite mit Ihrer Adresse.",
      },
      expired: {
        title: "Dieser Link ist abgelaufen",
        line: "Einen neuen erhalten Sie im Chat mit /acct project oder auf unserer Startseite mit Ihrer Adresse.",
      },
      replaced: {
        title: "Dieser Link funktioniert nicht mehr",
        line: "Einen neuen erhalten Sie im Chat mit /acct project oder auf unserer Startseite mit Ihrer Adresse.",
      },
    },
  },
  founding: {
    title: "Ein neues Projekt beantragen",
    line: (email) => `Zuerst entscheiden die Admins. Wir schreiben bei jedem Schritt an ${email}.`,
    named: (project) => `Ihr Projekt wird ${project} heißen.`,
    namedFor: ({ username, project }) => `Mit dem Konto ${username} wird Ihr Projekt ${project} heißen.`,
    noAccount: {
      title: "Sie brauchen zuerst ein Konto",
      line: "Nur wer ein Konto hat, kann hier ein neues Projekt beantragen.",
    },
    fields: {
      account: { label: "Konto" },
      description: {
        label: "Beschreibung",
        hint: "Worum es in dem Projekt geht. Das lesen die Mitglieder und die Admins.",
      },
      piEmail: {
        label: "E-Mail-Adresse der Projektleitung (PI)",
        hint: "Wir bitten sie um Bestätigung. Lassen Sie das Feld leer, wenn Sie das Projekt selbst leiten.",
      },
      namedLike: (pattern) => `Mit diesem Namen wird das Projekt ${pattern} heißen.`,
    },
  },
  decision: {
    ifApproved: "Wenn Sie zustimmen, ändert sich Folgendes",
    approve: "Genehmigen",
    denyLabel: "Mit Begründung ablehnen",
    denyHint: "Die antragstellende Person sieht sie.",
    deny: "Ablehnen",
    otherLabel: "Nicht Ihr Projekt?",
    otherHint:
      "Geben Sie die E-Mail-Adresse der richtigen Person ein. Wenn das Feld leer bleibt, klären es die Administratoren.",
    reassign: "Weitergeben",
    reasonMissing: "Bitte geben Sie eine Begründung an. Die antragstellende Person sieht sie.",
    tooLong: (characters) => `Bitte verwenden Sie höchstens ${characters} Zeichen.`,
    choose: "Bitte wählen Sie „Genehmigen“, „Ablehnen“ oder „Weitergeben“.",
    late: "Ihre Entscheidung wurde nicht gespeichert",
    contradictions: {
      approvedWithReason:
        "Sie haben „Genehmigen“ gewählt, aber auch eine Begründung für eine Ablehnung angegeben. Um zu genehmigen, löschen Sie die Begründung. Wählen Sie sonst „Ablehnen“.",
      approvedWithPerson:
        "Sie haben „Genehmigen“ gewählt, aber auch jemand anderen für die Entscheidung genannt. Um zu genehmigen, löschen Sie die Adresse. Wählen Sie sonst „Weitergeben“.",
      deniedWithPerson:
        "Sie haben „Ablehnen“ gewählt, aber auch jemand anderen für die Entscheidung genannt. Um abzulehnen, löschen Sie die Adresse. Wählen Sie sonst „Weitergeben“.",
      reassignedWithReason:
        "Sie haben „Weitergeben“ gewählt, aber auch eine Begründung für eine Ablehnung angegeben. Um den Antrag weiterzugeben, löschen Sie die Begründung. Wählen Sie sonst „Ablehnen“.",
    },
    done: {
      approved: { title: "Genehmigt", line: "Vielen Dank. Wir informieren die antragstellende Person." },
      denied: {
        title: "Abgelehnt",
        line: "Vielen Dank. Wir informieren die antragstellende Person und nennen ihr Ihre Begründung.",
      },
      reassign: {
        title: "Weitergegeben",
        line: "Vielen Dank. Die Administratoren finden die richtige Person.",
      },
      unknown: { title: "Vielen Dank", line: "Sie müssen nichts weiter tun." },
    },
    reassignedTo: (address) => `Vielen Dank. Wir haben den Antrag an ${address} weitergegeben.`,
    dead: {
      unknown: {
        title: "Dieser Link funktioniert nicht",
        line: "Öffnen Sie den Link noch einmal aus Ihrer E-Mail: Vielleicht ist er unvollständig. Möglicherweise wurde der Antrag auch an jemand anderen weitergegeben.",
      },
      "no-cookie": {
        title: "Bitte öffnen Sie den Link noch einmal",
        line: "Öffnen Sie ihn aus Ihrer E-Mail. Diese Seite verwendet ein Cookie, damit Ihr Link vertraulich bleibt.",
      },
      expired: {
        title: "Dieser Link ist abgelaufen",
        line: "Über diesen Antrag entscheiden die Administratoren.",
      },
      replaced: {
        title: "Dieser Link ist nicht mehr gültig",
        line: "Wir haben unsere Links erneuert. Bitte verwenden Sie den aus unserer letzten E-Mail, oder schreiben Sie uns, wenn Sie einen neuen brauchen.",
      },
      decided: { title: "Darüber wurde bereits entschieden", line: "Sie müssen nichts weiter tun." },
      withdrawn: { title: "Dieser Antrag wurde zurückgezogen", line: "Sie müssen nichts mehr entscheiden." },
      "not-handed-over": {
        title: "Die Übergabe wurde zurückgezogen",
        line: "Die Projektleitung bleibt, wie sie ist. Sie müssen nichts tun.",
      },
      over: { title: "Dieser Antrag ist beendet", line: "Sie müssen nichts mehr entscheiden." },
    },
  },
  request: {
    title: (id) => `Ihr Antrag #${id}`,
    asked: (name) => `Frage von ${name}`,
    reply: "Antwort senden",
    typed: "Sie haben geschrieben:",
    history: "Was bisher geschehen ist",
    withdrawMore: "Diesen Antrag zurückziehen …",
    withdrawLine: "Damit ist Ihr Antrag abgeschlossen. Sie können jederzeit einen neuen stellen.",
    withdraw: "Diesen Antrag zurückziehen",
    replyMissing: "Bitte schreiben Sie zuerst eine Antwort.",
    tooLong: (characters) => `Bitte verwenden Sie höchstens ${characters} Zeichen.`,
    choose: "Bitte wählen Sie, was Sie tun möchten.",
    thanks: "Vielen Dank",
    done: {
      created: "Ihr Antrag wurde gesendet. Wir schreiben Ihnen bei jedem Schritt eine E-Mail.",
      requested: "Diesen Antrag haben Sie bereits gestellt, daher wurde nichts Neues gesendet.",
      corrected: "Ihre Angaben wurden korrigiert. Ihr Antrag beginnt damit von vorn.",
      confirmed: "Danke für die Bestätigung. Wir schreiben Ihnen bei jedem Schritt.",
      declined:
        "Sie haben abgelehnt. Es wird kein Konto angelegt, und wir haben die Person informiert, die es beantragt hat.",
      answer: "Ihre Antwort wurde gesendet.",
      withdraw: "Ihr Antrag wurde zurückgezogen. Sie können jederzeit einen neuen stellen.",
    },
    dead: {
      unknown: {
        title: "Dieser Link funktioniert nicht",
        line: "Öffnen Sie den Link noch einmal aus Ihrer E-Mail: Vielleicht ist er unvollständig oder sehr alt.",
      },
      replaced: {
        title: "Dieser Link ist nicht mehr gültig",
        line: "Wir haben unsere Links erneuert. Bitte verwenden Sie den aus unserer letzten E-Mail, oder schreiben Sie uns, wenn Sie einen neuen brauchen.",
      },
    },
  },
  confirmRequest: {
    title: "Konto bestätigen",
    line: (by, project) =>
      `${by} hat für Sie ein Konto im Projekt ${project} beantragt. Sobald Sie es bestätigt haben, bitten wir um die nötigen Genehmigungen.`,
    submit: "Bestätigen",
    open: "Bestätigen …",
    decline: "Ablehnen",
  },
  sign: {
    title: "Bitte lesen und unterschreiben Sie",
    intro: (name) =>
      `Ihre Unterschrift wird für ${name} festgehalten, mit der Zeit, der Adresse Ihres Browsers und dem Text auf dieser Seite.`,
    agree: "Ich habe den Text gelesen und stimme zu",
    submit: "Unterschreiben",
    changed:
      "Der Text hat sich geändert, während Sie gelesen haben, und ist deshalb noch nicht unterschrieben. Bitte lesen Sie ihn noch einmal.",
    choose: "Um zu unterschreiben, setzen Sie das Häkchen unter dem Text.",
    done: {
      title: "Danke für Ihre Unterschrift",
      line: "Es geht gleich weiter. Sie können diese Seite schließen.",
    },
    nothing: { title: "Es gibt nichts zu unterschreiben", line: "Sie müssen nichts weiter tun." },
    late: "Ihre Unterschrift wurde nicht festgehalten",
    open: "Lesen und unterschreiben",
  },
  reset: {
    title: "Neues Passwort anfordern",
    intro: "Ihr bisheriges Passwort gilt, bis Sie ein neues festlegen.",
    introAlone:
      "Unser Helpdesk schickt Ihnen einen Link. Ihr bisheriges Passwort gilt dann möglicherweise nicht mehr.",
    name: "Ihr Name",
    email: "E-Mail-Adresse",
    confirmEmail: "E-Mail-Adresse bestätigen",
    pin: "PIN",
    pinHint: "Wählen Sie 4 bis 8 Ziffern. Sie brauchen sie einmal, um Ihr neues Passwort festzulegen.",
    submit: "Anfrage senden",
    emailsDiffer: "Die E-Mail-Adressen stimmen nicht überein.",
    pinDigits: "Die PIN muss aus 4 bis 8 Ziffern bestehen.",
    sent: "Vielen Dank",
    sentLine:
      "Wenn es zu dieser Adresse ein Konto gibt, erhalten Sie in Kürze eine E-Mail mit dem nächsten Schritt, sofern Sie in den letzten zehn Minuten noch keine bekommen haben. Bis Sie diesen Schritt ausführen, ändert sich nichts.",
    forwardedLine:
      "Unser Helpdesk hat die Anfrage erhalten und meldet sich bei Ihnen. Bis dahin ändert sich nichts.",
    confirm: (username) => `Ein neues Passwort für ${username}?`,
    confirmLine:
      "Sie haben es angefordert, oder jemand, der Ihre E-Mail-Adresse kennt. Wenn Sie es nicht waren, schließen Sie diese Seite: Es hat sich nichts geändert.",
    confirmPin: "PIN (optional)",
    confirmPinHint:
      "Wenn Sie hier 4 bis 8 Ziffern wählen, brauchen Sie diese, um Ihr neues Passwort festzulegen, auch mit dem Link, den wir Ihnen per E-Mail schicken. Eine zuvor eingegebene PIN zählt nicht.",
    confirmSubmit: "Ja, ich möchte ein neues Passwort",
    confirmed: "Ein Link ist unterwegs",
    confirmedLine:
      "Sie erhalten ihn gleich per E-Mail. Falls Sie eine PIN gewählt haben, halten Sie sie bereit.",
  },
};

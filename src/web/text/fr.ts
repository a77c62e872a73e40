import type { PageText } from "./page-text.ts";

export const fr: PageText = {
  language: "fr",
  questions: "Des questions ? Écrivez à",
  page: {
    title: "Définissez votre mot de passe",
    forAccount: (username) => `Pour votre compte ${username}.`,
    pin: "Code PIN",
    pinHint: "Le code PIN que vous avez choisi lors de votre demande.",
    password: "Nouveau mot de passe",
    passwordHint: "Quelques mots sans rapport entre eux forment un bon mot de passe.",
    atLeast: (characters) => `Au moins ${characters} caractères.`,
    again: "Confirmez le nouveau mot de passe",
    show: "Afficher le mot de passe",
    submit: "Définir le mot de passe",
    strength: "Solidité :",
    strengths: ["très faible", "faible", "moyenne", "bonne", "forte"],
  },
  problem: {
    missing: "Veuillez remplir ce champ.",
    mismatch: "Les mots de passe ne correspondent pas.",
    tooShort: (characters) => `Le mot de passe doit comporter au moins ${characters} caractères.`,
    tooLong: (characters) => `Le mot de passe peut comporter au plus ${characters} caractères.`,
    wrongPin: (left) => `Code PIN incorrect. Il vous reste ${left === 1 ? "un essai" : `${left} essais`}.`,
    tooWeak: (needed) =>
      `Ce mot de passe est trop facile à deviner : sa solidité doit être au moins « ${needed} ». Quelques mots sans rapport entre eux forment un bon mot de passe.`,
    pinAgain: "Veuillez aussi saisir de nouveau votre code PIN.",
    refused: (by) => `${by} a refusé ce mot de passe et indique, en anglais :`,
    taken: (systems) =>
      `En attendant que vous en choisissiez un autre, c’est votre mot de passe pour : ${systems}.`,
  },
  done: {
    title: "Votre mot de passe a été défini",
    logIn: (username) =>
      username
        ? `Vous pouvez maintenant vous connecter en tant que ${username}.`
        : "Vous pouvez maintenant vous connecter.",
    noLogin: (systems) =>
      `Nous n’avons pas pu vérifier que vous pouvez vous connecter à ${systems}. En cas de problème, contactez-nous.`,
    later: (systems) =>
      `${systems} ne répond pas pour le moment. Nous y définirons votre mot de passe dès que possible.`,
  },
  dead: {
    unknown: {
      title: "Ce lien ne fonctionne pas",
      line: "Ouvrez de nouveau le lien depuis votre e-mail : il est peut-être incomplet, ou un lien plus récent l’a remplacé.",
    },
    used: {
      title: "Ce mot de passe a déjà été défini",
      line: "Chaque lien ne fonctionne qu’une fois, et celui-ci a déjà été utilisé.",
    },
    "already-set": {
      title: "Ce mot de passe a déjà été défini",
      line: "Le formulaire a été envoyé deux fois ; le premier envoi a été pris en compte.",
    },
    expired: {
      title: "Ce lien a expiré",
      line: "Il n’a pas été utilisé à temps, ou un lien plus récent l’a remplacé.",
    },
    locked: {
      title: "Ce lien est bloqué",
      line: "Un code PIN incorrect a été saisi trop de fois.",
    },
    shut: {
      title: "Votre compte est verrouillé",
      line: "Un administrateur l’a verrouillé ; aucun mot de passe n’a donc été défini. Écrivez-nous pour le faire déverrouiller. Votre lien reste valable : vous pourrez l’utiliser ensuite.",
    },
    stale: {
      title: "Ce lien n’est plus à jour",
      line: "Le mot de passe à usage unique associé n’est plus valable. Il a été changé après la création du lien, peut-être par vous.",
    },
    unsure: {
      title: "Votre nouveau mot de passe est peut-être déjà actif",
      line: "Nous avons essayé deux fois, et le système qui conserve votre mot de passe n’a pas confirmé le changement. Essayez de vous connecter avec le nouveau mot de passe. Si cela ne fonctionne pas, il vous faut un nouveau lien : celui-ci n’est plus valable, afin que d’autres essais ne bloquent pas votre compte.",
    },
    busy: {
      title: "Un instant, s’il vous plaît",
      line: "Ce lien est en cours d’utilisation. Réessayez dans un instant.",
    },
    unreachable: {
      title: "Votre mot de passe n’a pas pu être défini",
      line: "Le système qui le conserve n’a pas répondu : nous ne savons donc pas si votre mot de passe a été changé. Votre lien reste valable : réessayez plus tard, avec le même nouveau mot de passe.",
    },
    unsent: {
      title: "Votre demande n’a pas été envoyée",
      line: "Une erreur s’est produite de notre côté, et rien n’a changé. Réessayez plus tard ou écrivez-nous.",
    },
    denied: {
      title: "Votre mot de passe n’a pas pu être défini",
      line: "Votre mot de passe ne peut pas être défini pour le moment. Rien n’a changé et votre lien reste valable : réessayez plus tard.",
    },
    "no-cookie": {
      title: "Veuillez rouvrir le lien",
      line: "Ouvrez-le depuis votre e-mail ou votre message. Cette page utilise un cookie pour que votre lien reste confidentiel.",
    },
    "too-many": {
      title: "Trop d’essais",
      line: "Il y a eu trop d’essais infructueux avec ce lien ou depuis votre réseau. Veuillez patienter quelques minutes, puis réessayer.",
    },
  },
  front: {
    title: (site) => `Votre compte : ${site}`,
    link: "Avez-vous reçu de notre part un e-mail avec un lien ? Ouvrez ce lien pour accéder à la bonne page.",
    logInTitle: "Se connecter",
    logIn: "Se connecter",
    forgotTitle: "Mot de passe oublié ?",
    forgotLine: "Nous vous enverrons par e-mail un lien pour en définir un nouveau.",
    forgot: "Demander un nouveau mot de passe",
    statusTitle: "Vos demandes et vos projets",
    statusLine:
      "Nous vous enverrons par e-mail des liens qui montrent où en sont vos demandes et qui fait partie de vos projets.",
    status: "Obtenir ces liens",
    applyTitle: "Pas encore de compte ?",
    applyLine: "Saisissez votre adresse e-mail, et nous vous enverrons un lien vers le formulaire.",
    apply: "Demander un compte",
  },
  askForLink: {
    applyTitle: "Demander un compte",
    applyLine: (site) =>
      `Saisissez votre adresse e-mail, et nous vous enverrons un lien vers le formulaire de demande de compte (${site}). Nous saurons ainsi que l’adresse est la vôtre.`,
    statusTitle: "Vos demandes et vos projets",
    statusLine:
      "Saisissez l’adresse e-mail que vous avez utilisée ici, et nous vous enverrons des liens vers vos demandes et vos projets.",
    email: "Adresse e-mail",
    language: "Langue de nos e-mails",
    submit: "M’envoyer le lien",
    trap: "Laissez ce champ vide",
    badAddress: "Nous ne pouvons pas écrire à cette adresse. Veuillez la vérifier.",
    trapped:
      "Un champ qui devait rester vide a été rempli, peut-être par votre navigateur. Nous l’avons vidé. Veuillez envoyer à nouveau le formulaire.",
    quick: "C’était très rapide. Attendez quelques secondes, puis envoyez à nouveau le formulaire.",
    old: "Cette page est restée ouverte trop longtemps. Veuillez envoyer à nouveau le formulaire.",
    network:
      "Trop de liens ont été demandés depuis votre réseau. Réessayez dans une heure ou contactez-nous.",
    everywhere:
      "Nous recevons un très grand nombre de demandes en ce moment. Réessayez dans une heure ou contactez-nous.",
    sent: "Consultez votre messagerie",
    applySent:
      "Si nous pouvons écrire à cette adresse, un lien vers le formulaire est en route. Il est valable 24 heures. Nous envoyons au plus trois liens par jour à une adresse : si vous en avez demandé davantage, utilisez le dernier.",
    statusSent:
      "S’il existe des demandes ou des projets avec cette adresse, des liens vers ceux-ci sont en route. Nous écrivons au plus trois fois par jour à une adresse : si vous avez fait plus d’essais, utilisez les derniers e-mails.",
    spam: "Rien reçu après quelques minutes ? Regardez dans le courrier indésirable et vérifiez que l’adresse est correcte.",
  },
  apply: {
    title: "Demander un compte",
    line: (email) => `Votre adresse ${email} est confirmée. C’est là que nous vous écrirons.`,
    correctTitle: "Corriger vos informations",
    correctLine:
      "Vous pouvez corriger vos informations tant que personne n’a approuvé votre demande. Elle recommence alors depuis le début.",
    correct: "Corriger vos informations",
    late: {
      title: "Il est trop tard pour corriger vos informations",
      line: "Quelqu’un a approuvé votre demande, ou elle est terminée : rien n’a été modifié. Si quelque chose est faux, contactez-nous, ou retirez la demande et envoyez-en une autre.",
      typed: "Ce que vous avez saisi",
      back: "Voir votre demande",
    },
    submit: "Envoyer la demande",
    save: "Enregistrer les modifications",
    optional: "(facultatif)",
    again: "Rien n’a encore été envoyé. Veuillez vérifier les champs accompagnés d’un message.",
    fields: {
      givenName: { label: "Prénom" },
      familyName: { label: "Nom", hint: "Laissez ce champ vide si vous n’avez qu’un seul nom." },
      projectKind: { label: "Projet" },
      project: { label: "Nom du projet" },
      piEmail: {
        label: "Adresse e-mail du responsable du projet (PI)",
        hint: "Nous lui demanderons de confirmer. Laissez ce champ vide si vous créez votre propre projet.",
      },
      groups: {
        label: "Autres groupes",
        hint: "En plus de votre projet. Chaque groupe fait l’objet d’une décision distincte.",
      },
      reason: { label: "À quoi le compte vous servira-t-il ?" },
      username: {
        label: "Nom d’utilisateur",
        hint: "Laissez ce champ vide, et nous en choisirons un d’après votre nom.",
      },
      sshPublicKey: {
        label: "Clé SSH publique",
        hint: "Une ligne d’un fichier .pub. Jamais la clé privée.",
      },
      pin: {
        label: "Code PIN",
        hint: "Choisissez de 4 à 8 chiffres. Vous en aurez besoin une fois, pour définir votre mot de passe.",
      },
    },
    choices: { join: "Rejoindre un projet existant", new: "Créer un nouveau projet" },
    pinKept: "Laissez ce champ vide pour garder le code PIN que vous avez choisi.",
    problems: {
      chooseUsername:
        "Veuillez en choisir un en lettres latines. Un nom d’utilisateur tiré de votre nom dans une autre écriture serait difficile à reconnaître.",
      missing: "Veuillez remplir ce champ.",
      tooLong: (characters) => `Veuillez utiliser ${characters} caractères au maximum.`,
      onlyName: "Veuillez saisir uniquement le nom, sans adresse web, <, > ni @.",
      lost: "Certains caractères se sont perdus en route. Veuillez les saisir à nouveau.",
      systemName:
        "Le nom doit commencer par une lettre et ne contenir que des lettres minuscules, des chiffres, des points, des tirets et des tirets bas.",
      suggested: (name) => `Voulez-vous dire ${name} ?`,
      pin: "Le code PIN doit comporter de 4 à 8 chiffres.",
      sshKey: "Ce n’est pas une clé SSH publique, comme ssh-ed25519 AAAA… me@laptop.",
      address: "Nous ne pouvons pas écrire à cette adresse. Veuillez la vérifier.",
      choosePi: "Saisissez l’adresse de la personne qui peut confirmer que vous travaillez dans ce projet.",
      projectExists: (name) => `${name} existe déjà. Vous pouvez le rejoindre.`,
      noProject: (name) =>
        `Il n’y a pas de projet nommé ${name}. Vérifiez le nom ou créez un nouveau projet.`,
    },
    dead: {
      unknown: {
        title: "Ce lien ne fonctionne pas",
        line: "Ouvrez à nouveau le lien depuis votre e-mail : il est peut-être incomplet ou très ancien.",
      },
      expired: {
        title: "Ce lien a expiré",
        line: "Il est valable 24 heures. Vous pouvez en demander un autre.",
      },
      tried: {
        title: "Ce lien n’est plus valable",
        line: "Le formulaire a été envoyé trop souvent avec des erreurs. Vous pouvez demander un autre lien.",
      },
      "has-account": {
        title: "Vous avez déjà un compte",
        line: "Il existe un compte pour cette adresse e-mail, vous ne pouvez donc pas en demander un autre. Si vous n’arrivez pas à vous connecter, contactez-nous.",
      },
    },
    askAgain: "Demander un nouveau lien",
  },
  address: {
    title: "Confirmez votre adresse e-mail",
    line: (email, site) =>
      `Quelqu’un, probablement vous, a demandé un compte sur ${site} avec l’adresse ${email}.`,
    notYou: "Si ce n’était pas vous, fermez cette page : sans votre confirmation, aucun compte n’est créé.",
    submit: "Confirmer cette adresse",
    done: "Votre adresse est confirmée",
    doneLine: "Nous traitons maintenant votre demande et vous écrirons à chaque étape.",
    ended: {
      title: "Il n’y a rien à confirmer",
      line: "Votre demande est close ou ne nécessite plus cette confirmation. Vous pouvez en faire une nouvelle à tout moment.",
    },
  },
  login: {
    signIn: (name) => `Ou connectez-vous avec : ${name}`,
    back: "Retour",
    failed: {
      title: "La connexion a échoué",
      line: "Rien n’a changé. Veuillez réessayer plus tard.",
    },
    other: {
      title: "Cette connexion ne confirme pas votre adresse",
      line: "Le compte utilisé pour la connexion a une autre adresse, ou son adresse n’est pas vérifiée. Revenez en arrière et utilisez le bouton.",
    },
  },
  log: {
    title: "Comptes approuvés",
    empty: "Aucun compte n’a encore été approuvé.",
    utc: "Toutes les heures sont en UTC.",
    approved: (username) => `Le compte de @${username} a été approuvé.`,
    rule: (name) => `Règle : ${name}.`,
    older: "Entrées plus anciennes",
    newest: "Entrées les plus récentes",
    feed: "Flux Atom",
    plain: "Texte brut",
  },
  signIn: {
    title: (name) => `Associer votre connexion : ${name}`,
    line: (person, chat) =>
      `${person} sur ${chat} veut associer une connexion. Une fois que vous vous serez connecté, elle appartiendra à la même personne que ${person} sur ${chat}.`,
    notYou: "Si ce n’est pas vous, ou si quelqu’un vous a envoyé ce lien, fermez cette page.",
    start: (name) => `Se connecter avec : ${name}`,
    results: {
      linked: (chat) => ({
        title: "Votre connexion est associée",
        line: `Vous pouvez fermer cette page et revenir sur ${chat}.`,
      }),
      known: (chat) => ({
        title: "Votre connexion était déjà associée",
        line: `Rien n’a changé. Vous pouvez fermer cette page et revenir sur ${chat}.`,
      }),
      dead: (chat) => ({
        title: "Ce lien ne fonctionne plus",
        line: `Il fonctionne une seule fois, pendant 15 minutes. Pour en obtenir un autre, utilisez /acct signin sur ${chat}.`,
      }),
      "someone-else": () => ({
        title: "Cette connexion appartient à quelqu’un d’autre",
        line: "Rien n’a changé. Si c’est la vôtre, veuillez nous contacter.",
      }),
      taken: (chat) => ({
        title: "Votre compte est associé à quelqu’un d’autre",
        line: `Il est associé à une autre personne sur ${chat}, et rien n’a changé. Veuillez nous contacter.`,
      }),
      unknown: () => ({
        title: "Nous ne pouvons pas savoir qui vous êtes",
        line: "Vous vous êtes connecté, mais nous ne connaissons personne qui ait cette connexion ou son adresse vérifiée. Rien n’a changé. Veuillez nous contacter.",
      }),
    },
  },
  renew: {
    offer: "Nous pouvons envoyer un nouveau lien à la personne à qui celui-ci était destiné.",
    submit: "Envoyer un nouveau lien",
    sent: "Un nouveau lien est en route",
    sentLine:
      "Vous le recevrez par la même voie que l’ancien. Votre mot de passe actuel reste valable jusqu’à ce que vous en définissiez un nouveau.",
    sentBefore: "Nous vous avons déjà envoyé un nouveau lien",
    newest: "Utilisez le lien le plus récent ; les anciens ne fonctionnent plus.",
    ask: "Demander un nouveau lien",
  },
  code: {
    title: (label, chat) => `Associer le compte ${label} à ${chat} ?`,
    intro: (person, chat) =>
      `Sur ${chat}, « ${person} » souhaite utiliser ce compte. Si c’est vous, saisissez le code affiché sur ${chat}.`,
    notYou: "Si ce n’est pas vous, fermez cette page : rien n’a changé.",
    label: "Code",
    hint: (chat) => `Six chiffres, affichés dans la réponse à votre dernière commande sur ${chat}.`,
    submit: "Associer le compte",
    wrong: (left) =>
      `Ce code est incorrect. Si vous avez utilisé la commande plusieurs fois, seul le dernier code est valable. Il vous reste ${left === 1 ? "un essai" : `${left} essais`}.`,
    done: "Votre compte est associé",
    doneLine: (chat) => `Retournez sur ${chat} et utilisez à nouveau la commande.`,
    dead: {
      unknown: () => ({
        title: "Ce lien ne fonctionne pas",
        line: "Ouvrez à nouveau le lien depuis votre e-mail : il est peut-être incomplet ou très ancien.",
      }),
      used: (chat) => ({
        title: "Ce lien a déjà été utilisé",
        line: `Votre compte est associé. Retournez sur ${chat} et utilisez à nouveau la commande.`,
      }),
      expired: (chat) => ({
        title: "Ce lien a expiré",
        line: `Le code n’a pas été saisi à temps. Utilisez à nouveau la commande sur ${chat} pour recevoir un nouveau code et un nouvel e-mail.`,
      }),
      locked: (chat) => ({
        title: "Ce lien n’est plus valable",
        line: `Un code incorrect a été saisi trop souvent. Utilisez à nouveau la commande sur ${chat} pour recevoir un nouveau code et un nouvel e-mail.`,
      }),
      taken: (chat) => ({
        title: "Votre compte n’a pas été associé",
        line: `La personne qui a demandé ce code sur ${chat} est associée à un autre compte ou n’est plus active. Veuillez nous contacter.`,
      }),
    },
  },
  pi: {
    title: (project) => `Dirigez-vous le projet ${project} ?`,
    line: (email, asker) =>
      `${asker} pense que vous dirigez ce projet et nous a demandé d’écrire à ${email}. La personne qui dirige un projet décide qui peut y participer.`,
    after:
      "Si vous répondez oui, un administrateur le confirmera d’abord. Si vous fermez cette page, rien ne change.",
    yes: "Oui, je le dirige",
    no: "Non",
    done: "Merci",
    claimedLine: "Un administrateur le confirmera. Vous recevrez un e-mail.",
    declinedLine: "Nous avons prévenu les administrateurs. Vous n’avez rien d’autre à faire.",
    dead: {
      unknown: {
        title: "Ce lien ne fonctionne pas",
        line: "Ouvrez à nouveau le lien depuis votre e-mail : il est peut-être incomplet ou très ancien.",
      },
      used: { title: "Vous avez déjà répondu", line: "Vous n’avez rien d’autre à faire." },
      expired: {
        title: "Cette question a expiré",
        line: "Si vous dirigez ce projet, contactez-nous : nous vous poserons à nouveau la question.",
      },
      overtaken: {
        title: "Ce projet a désormais un responsable",
        line: "Il n’est plus nécessaire de répondre.",
      },
      moved: {
        title: "Ce lien n’est plus valable",
        line: "Nous avons désormais une autre adresse e-mail pour vous. Veuillez nous contacter.",
      },
    },
  },
  invitation: {
    title: (project) => `Rejoindre le projet ${project} ?`,
    line: (by, email) => `${by} a invité ${email} dans ce projet.`,
    as: {
      member: "Si vous acceptez, vous pourrez travailler dans le projet.",
      manager:
        "Si vous acceptez, vous pourrez travailler dans le projet et vous déciderez avec le responsable (PI) qui en fait partie.",
    },
    until: (day) => `Vous en feriez partie jusqu’au ${day}.`,
    withAccount: "Vous le rejoignez avec votre compte.",
    accept: "Accepter",
    withoutAccount:
      "Il vous faut d’abord un compte. Demandez-le ici, et vous rejoindrez le projet avec ce compte.",
    ask: "Demander un compte",
    decline: "Refuser",
    refused: "L’invitation ne peut pas être acceptée",
    done: {
      accepted: {
        title: "Vous avez accepté l’invitation",
        line: "Nous vous écrirons dès que vous pourrez utiliser le projet.",
      },
      asked: {
        title: "Merci pour votre demande",
        line: "Nous vous avons envoyé un lien pour la suivre. Nous vous préviendrons quand votre compte sera prêt.",
      },
      declined: {
        title: "Vous avez refusé l’invitation",
        line: "Nous avons prévenu la personne qui vous a invité.",
      },
    },
    dead: {
      unknown: {
        title: "Ce lien ne fonctionne pas",
        line: "Ouvrez de nouveau le lien de votre e-mail : il est peut-être incomplet ou très ancien.",
      },
      used: { title: "Vous avez déjà répondu", line: "Vous n’avez rien d’autre à faire." },
      "taken-back": {
        title: "Cette invitation a été retirée",
        line: "Si c’est une erreur, demandez à la personne qui vous a invité.",
      },
      expired: {
        title: "Cette invitation a expiré",
        line: "Demandez-en une nouvelle à la personne qui vous a invité.",
      },
      moved: {
        title: "Ce lien ne fonctionne plus",
        line: "Nous avons maintenant une autre adresse e-mail pour vous. Veuillez nous contacter.",
      },
    },
  },
  roster: {
    title: (project) => `Le projet ${project}`,
    people: "Qui en fait partie",
    roles: { pi: "Responsable (PI)", manager: "Gestionnaire", member: "Membre" },
    since: (role, day) => `${role}, dans le registre depuis le ${day}`,
    until: (day) => `jusqu’au ${day}`,
    remove: "Retirer",
    promote: "Nommer gestionnaire",
    demote: "Redonner le rôle de membre",
    joining: "Qui souhaite le rejoindre",
    request: (id) => `Demande ${id} :`,
    decide: "Décider",
    removals: "Départ imminent",
    undo: "Annuler",
    invitations: "Personnes invitées",
    invitedAs: (role, day) => `${role}, invitation valable jusqu’au ${day}`,
    takeBack: "Retirer l’invitation",
    invite: "Inviter quelqu’un",
    email: "Adresse e-mail",
    emailHint:
      "La personne décide si elle accepte. Si elle n’a pas encore de compte, elle en demande d’abord un.",
    endsHint: "Après ce jour, la personne quittera le projet automatiquement.",
    submit: "Inviter",
    leaveMore: "Quitter le projet",
    leaveLine:
      "Vous perdez l’accès au projet dans tous les systèmes, et vous gardez votre compte et vos autres projets.",
    leave: "Quitter le projet",
    change: "Modifier…",
    lastDay: "Dernier jour",
    lastDayHint:
      "Après ce jour, la personne quittera le projet automatiquement et gardera son compte. Laissez ce champ vide s’il n’y a pas de date de fin.",
    setEndDate: "Fixer la date de fin",
    asked: "Sollicité pour diriger le projet",
    askedLine: "Rien ne change avant son accord.",
    role: "Rôle",
    roleHint:
      "Les gestionnaires invitent et retirent des membres, et décident des demandes pour le projet comme son responsable.",
    handOver: "Transmettre le projet",
    handOverLine:
      "Nous posons la question au nouveau responsable, et rien ne change avant son accord. Ensuite, il dirige le projet, et l’ancien responsable en reste membre.",
    newPi: "Adresse e-mail du nouveau responsable (PI)",
    reason: "Message au nouveau responsable",
    askNewPi: "Demander au nouveau responsable",
    others: "Vos autres projets",
    found: "Demander un nouveau projet",
    thanks: "Merci",
    done: {
      invite: "L’invitation est en route.",
      "take-back": "L’invitation est retirée. Son lien ne fonctionne plus.",
      remove: "La personne sera retirée dans quelques minutes. D’ici là, vous pouvez l’annuler.",
      promote: "Le rôle change tout de suite, et nous prévenons la personne.",
      demote: "Le rôle change tout de suite, et nous prévenons la personne.",
      undo: "Rien n’a changé : la personne reste dans le projet.",
      leave: "Vous quitterez le projet dans quelques minutes.",
      "end-date": "La date de fin change tout de suite, et nous prévenons la personne.",
      "hand-over": "Nous avons posé la question au nouveau responsable. Rien ne change avant son accord.",
      "stop-hand-over": "Rien n’a changé : le projet garde son responsable.",
    },
    problem: {
      denied: "Vous ne pouvez pas faire cela dans ce projet.",
      gone: "Cela a changé entre-temps. La page montre l’état actuel.",
      "no-person": "Saisissez une adresse e-mail.",
    },
    problems: {
      busy: (who) => `Une autre modification est en cours pour ${who}. Veuillez réessayer dans un instant.`,
      person: () => "Nous ne pouvons pas demander à cette personne.",
      address: () => "Nous ne pouvons pas utiliser cette adresse e-mail.",
      yourself: () => "Vous ne pouvez pas vous inviter vous-même.",
      date: () => "Choisissez aujourd’hui ou un jour ultérieur.",
      "many-invitations": () =>
        "Le projet a trop d’invitations en cours, ou en a trop envoyé aujourd’hui. Attendez des réponses, ou invitez d’autres personnes demain.",
      invited: (who) => `${who} a déjà une invitation en cours.`,
      "invited-often": (who) =>
        `Aujourd’hui, ${who} a déjà été invité plusieurs fois. Attendez jusqu’à demain.`,
      role: (who) =>
        `${who} n’a pas de compte et ne peut donc pas être membre. Retirez plutôt cette personne.`,
      "is-pi": (who) => `${who} dirige déjà le projet.`,
      "not-leading": (who) => `${who} ne peut pas diriger de projet pour le moment.`,
      asked: (who) => `La question a déjà été posée à ${who}. Annulez d’abord cette demande.`,
      "in-settings": (who) =>
        `Les réglages d’acct indiquent le responsable de ${who}. Demandez à un admin de le changer à cet endroit.`,
    },
    dead: {
      unknown: {
        title: "Ce lien ne fonctionne pas",
        line: "Il est peut-être incomplet, ou vous avez quitté le projet. Pour un nouveau lien, utilisez /acct project dans la messagerie, ou saisissez votre adresse sur notre page d’accueil.",
      },
      expired: {
        title: "Ce lien a expiré",
        line: "Pour un nouveau lien, utilisez /acct project dans la messagerie, ou saisissez votre adresse sur notre page d’accueil.",
      },
      replaced: {
        title: "Ce lien ne fonctionne plus",
        line: "Pour un nouveau lien, utilisez /acct project dans la messagerie, ou saisissez votre adresse sur notre page d’accueil.",
      },
    },
  },
  founding: {
    title: "Demander un nouveau projet",
    line: (email) => `Un admin décide d’abord. Nous écrirons à ${email} à chaque étape.`,
    named: (project) => `Votre projet s’appellera ${project}.`,
    namedFor: ({ username, project }) => `Avec le compte ${username}, votre projet s’appellera ${project}.`,
    noAccount: {
      title: "Il vous faut d’abord un compte",
      line: "Seules les personnes qui ont un compte peuvent demander un nouveau projet ici.",
    },
    fields: {
      account: { label: "Compte" },
      description: { label: "Description", hint: "L’objet du projet. Ses membres et les admins le liront." },
      piEmail: {
        label: "Adresse e-mail du responsable du projet (PI)",
        hint: "Nous lui demanderons de confirmer. Laissez ce champ vide si vous dirigez le projet vous-même.",
      },
      namedLike: (pattern) => `Avec ce nom, le projet s’appellera ${pattern}.`,
    },
  },
  decision: {
    ifApproved: "Si vous acceptez, voici ce qui changera",
    approve: "Accepter",
    denyLabel: "Refuser avec un motif",
    denyHint: "La personne qui a fait la demande le verra.",
    deny: "Refuser",
    otherLabel: "Ce n’est pas votre projet ?",
    otherHint:
      "Indiquez l’adresse e-mail de la bonne personne. Si vous laissez ce champ vide, les administrateurs la trouveront.",
    reassign: "Réattribuer",
    reasonMissing: "Veuillez indiquer un motif. La personne qui a fait la demande le verra.",
    tooLong: (characters) => `Veuillez utiliser ${characters} caractères au maximum.`,
    choose: "Veuillez choisir « Accepter », « Refuser » ou « Réattribuer ».",
    late: "Votre décision n’a pas été enregistrée",
    contradictions: {
      approvedWithReason:
        "Vous avez choisi « Accepter », mais vous avez aussi indiqué un motif de refus. Pour accepter, effacez le motif. Sinon, choisissez « Refuser ».",
      approvedWithPerson:
        "Vous avez choisi « Accepter », mais vous avez aussi désigné une autre personne pour décider. Pour accepter, effacez son adresse. Sinon, choisissez « Réattribuer ».",
      deniedWithPerson:
        "Vous avez choisi « Refuser », mais vous avez aussi désigné une autre personne pour décider. Pour refuser, effacez son adresse. Sinon, choisissez « Réattribuer ».",
      reassignedWithReason:
        "Vous avez choisi « Réattribuer », mais vous avez aussi indiqué un motif de refus. Pour réattribuer la demande, effacez le motif. Sinon, choisissez « Refuser ».",
    },
    done: {
      approved: {
        title: "Demande acceptée",
        line: "Merci. Nous prévenons la personne qui a fait la demande.",
      },
      denied: {
        title: "Demande refusée",
        line: "Merci. Nous prévenons la personne qui a fait la demande, en indiquant votre motif.",
      },
      reassign: {
        title: "Demande réattribuée",
        line: "Merci. Les administrateurs trouveront la bonne personne.",
      },
      unknown: { title: "Merci", line: "Vous n’avez rien d’autre à faire." },
    },
    reassignedTo: (address) => `Merci. Nous avons réattribué la demande à ${address}.`,
    dead: {
      unknown: {
        title: "Ce lien ne fonctionne pas",
        line: "Ouvrez à nouveau le lien depuis votre e-mail : il est peut-être incomplet. Il se peut aussi que la demande ait été réattribuée à une autre personne.",
      },
      "no-cookie": {
        title: "Veuillez ouvrir à nouveau le lien",
        line: "Ouvrez-le depuis votre e-mail. Cette page utilise un cookie pour que votre lien reste confidentiel.",
      },
      expired: { title: "Ce lien a expiré", line: "Un administrateur décidera de cette demande." },
      replaced: {
        title: "Ce lien n’est plus valable",
        line: "Nous avons renouvelé nos liens. Utilisez celui de notre dernier e-mail ou contactez-nous pour en recevoir un autre.",
      },
      decided: { title: "La décision est déjà prise", line: "Vous n’avez rien d’autre à faire." },
      withdrawn: { title: "Cette demande a été retirée", line: "Vous n’avez plus rien à décider." },
      "not-handed-over": {
        title: "La transmission du projet a été annulée",
        line: "Le projet garde son responsable. Vous n’avez rien à faire.",
      },
      over: { title: "Cette demande est close", line: "Vous n’avez plus rien à décider." },
    },
  },
  request: {
    title: (id) => `Votre demande nº ${id}`,
    asked: (name) => `Question de ${name}`,
    reply: "Envoyer la réponse",
    typed: "Vous avez écrit :",
    history: "Ce qui s’est passé jusqu’ici",
    withdrawMore: "Retirer cette demande…",
    withdrawLine: "Votre demande sera close. Vous pouvez en faire une autre à tout moment.",
    withdraw: "Retirer cette demande",
    replyMissing: "Veuillez d’abord écrire une réponse.",
    tooLong: (characters) => `Veuillez utiliser ${characters} caractères au maximum.`,
    choose: "Veuillez choisir ce que vous voulez faire.",
    thanks: "Merci",
    done: {
      created: "Votre demande a été envoyée. Nous vous écrirons à chaque étape.",
      requested: "Vous aviez déjà fait cette demande : rien de nouveau n’a été envoyé.",
      corrected: "Vos informations ont été corrigées, et votre demande recommence avec elles.",
      confirmed: "Merci de votre confirmation. Nous vous écrirons à chaque étape.",
      declined:
        "Vous avez refusé, donc aucun compte n’est créé. Nous avons prévenu la personne qui l’avait demandé.",
      answer: "Votre réponse a été envoyée.",
      withdraw: "Votre demande a été retirée. Vous pouvez en faire une autre à tout moment.",
    },
    dead: {
      unknown: {
        title: "Ce lien ne fonctionne pas",
        line: "Ouvrez à nouveau le lien depuis votre e-mail : il est peut-être incomplet ou très ancien.",
      },
      replaced: {
        title: "Ce lien n’est plus valable",
        line: "Nous avons renouvelé nos liens. Utilisez celui de notre dernier e-mail ou contactez-nous pour en recevoir un autre.",
      },
    },
  },
  confirmRequest: {
    title: "Confirmer votre compte",
    line: (by, project) =>
      `${by} a demandé pour vous un compte dans le projet ${project}. Dès que vous l’aurez confirmé, nous demanderons les approbations nécessaires.`,
    submit: "Confirmer",
    open: "Confirmer…",
    decline: "Refuser",
  },
  sign: {
    title: "Veuillez lire et signer",
    intro: (name) =>
      `Votre signature est enregistrée au nom de ${name}, avec l’heure, l’adresse de votre navigateur et le texte de cette page.`,
    agree: "J’ai lu le texte et je l’accepte",
    submit: "Signer",
    changed: "Le texte a changé pendant votre lecture : il n’est donc pas encore signé. Veuillez le relire.",
    choose: "Pour signer, cochez la case sous le texte.",
    done: {
      title: "Merci d’avoir signé",
      line: "Nous poursuivons tout de suite. Vous pouvez fermer cette page.",
    },
    nothing: { title: "Il n’y a rien à signer", line: "Vous n’avez rien d’autre à faire." },
    late: "Votre signature n’a pas été enregistrée",
    open: "Lire et signer",
  },
  reset: {
    title: "Demander un nouveau mot de passe",
    intro: "Votre mot de passe actuel reste valable jusqu’à ce que vous en définissiez un nouveau.",
    introAlone:
      "Notre service d’assistance vous enverra un lien. Votre mot de passe actuel cessera peut-être alors de fonctionner.",
    name: "Votre nom",
    email: "Adresse e-mail",
    confirmEmail: "Confirmez l’adresse e-mail",
    pin: "Code PIN",
    pinHint:
      "Choisissez de 4 à 8 chiffres. Vous en aurez besoin une fois, pour définir votre nouveau mot de passe.",
    submit: "Envoyer la demande",
    emailsDiffer: "Les adresses e-mail ne correspondent pas.",
    pinDigits: "Le code PIN doit comporter de 4 à 8 chiffres.",
    sent: "Merci",
    sentLine:
      "Si un compte existe pour cette adresse, vous recevrez sous peu un e-mail avec l’étape suivante, à moins de l’avoir déjà reçu au cours des dix dernières minutes. Rien ne change tant que vous n’avez pas effectué cette étape.",
    forwardedLine:
      "Notre service d’assistance a reçu votre demande et vous contactera. D’ici là, rien ne change.",
    confirm: (username) => `Un nouveau mot de passe pour ${username} ?`,
    confirmLine:
      "Vous l’avez demandé, ou quelqu’un qui connaît votre adresse e-mail l’a fait. Si ce n’était pas vous, fermez cette page : rien n’a changé.",
    confirmPin: "Code PIN (facultatif)",
    confirmPinHint:
      "Si vous choisissez ici de 4 à 8 chiffres, vous en aurez besoin pour définir votre nouveau mot de passe, y compris avec le lien que nous vous envoyons par e-mail. Un code PIN saisi auparavant ne compte pas.",
    confirmSubmit: "Oui, je veux un nouveau mot de passe",
    confirmed: "Un lien est en route",
    confirmedLine:
      "Vous le recevrez par e-mail dans un instant. Si vous avez choisi un code PIN, vous en aurez besoin.",
  },
};

import type { PageText } from "./page-text.ts";

export const fr: PageText = {
  language: "fr",
  questions: "Des questions ? Écrivez à",
  page: {
    title: "Choisissez votre mot de passe",
    forAccount: (username) => `Pour le compte ${username}.`,
    pin: "Code PIN",
    pinHint: "Les chiffres que vous avez choisis lors de la demande.",
    password: "Nouveau mot de passe",
    passwordHint: "Quelques mots sans rapport entre eux en font un bon.",
    atLeast: (characters) => `Au moins ${characters} caractères.`,
    again: "Le même encore une fois",
    show: "Afficher ce que je tape",
    submit: "Définir le mot de passe",
    strength: "Solidité :",
    strengths: ["très faible", "faible", "moyenne", "bonne", "forte"],
  },
  problem: {
    missing: "Veuillez remplir ce champ.",
    mismatch: "Les deux mots de passe ne sont pas identiques.",
    tooShort: (characters) => `Le mot de passe doit avoir au moins ${characters} caractères.`,
    tooLong: (characters) => `Le mot de passe peut avoir au plus ${characters} caractères.`,
    wrongPin: (left) => `Ce n’est pas le code PIN. Il reste ${left === 1 ? "un essai" : `${left} essais`}.`,
    tooWeak: (needed) =>
      `Ce mot de passe est trop facile à deviner : il doit être au moins de solidité « ${needed} ». Quelques mots sans rapport entre eux en font un bon.`,
    pinAgain: "Veuillez aussi saisir de nouveau votre code PIN.",
    refused: (by) => `${by} a refusé ce mot de passe et indique, en anglais :`,
    taken: (systems) =>
      `Jusqu’à ce que vous en choisissiez un autre, c’est votre mot de passe dans : ${systems}.`,
  },
  done: {
    title: "Votre mot de passe est défini",
    logIn: (username) =>
      username
        ? `Vous pouvez vous connecter comme ${username} dès maintenant.`
        : "Vous pouvez vous connecter dès maintenant.",
    later: (systems) => `${systems} ne répond pas en ce moment et le recevra dès que possible.`,
  },
  dead: {
    unknown: {
      title: "Ce lien ne fonctionne pas",
      line: "Ouvrez-le depuis le courriel tel qu’il y figure ; une partie manque peut-être, ou un lien plus récent l’a remplacé.",
    },
    used: { title: "Ce mot de passe est déjà défini", line: "Un lien ne sert qu’une fois." },
    "already-set": {
      title: "Ce mot de passe est déjà défini",
      line: "Le même formulaire a été envoyé deux fois, et le premier a suffi.",
    },
    expired: {
      title: "Ce lien a expiré",
      line: "Il n’a pas été utilisé à temps, ou un lien plus récent l’a remplacé.",
    },
    locked: { title: "Ce lien est bloqué", line: "Un code PIN erroné a été saisi trop souvent." },
    shut: {
      title: "Votre compte est verrouillé",
      line: "Un administrateur l’a verrouillé, aucun mot de passe n’a donc été défini. Votre lien reste valable : écrivez-nous et utilisez-le une fois le verrou levé.",
    },
    stale: {
      title: "Ce lien ne convient plus",
      line: "Le mot de passe à usage unique qu’il contient n’est plus valable. Il a été changé après la création du lien, peut-être par vous.",
    },
    unsure: {
      title: "Votre nouveau mot de passe est peut-être enregistré",
      line: "Le système qui le conserve a été interrogé deux fois, et sa réponse s’est perdue les deux fois. Essayez de vous connecter avec le nouveau mot de passe. Si cela ne fonctionne pas, il vous faut un nouveau lien : celui-ci n’est plus valable, afin qu’aucun autre essai ne bloque votre compte.",
    },
    busy: {
      title: "Un instant, s’il vous plaît",
      line: "Quelqu’un d’autre utilise ce lien en ce moment. Réessayez.",
    },
    unreachable: {
      title: "Le mot de passe n’a pas pu être défini",
      line: "Le système qui le conserve n’a pas répondu : il n’est donc pas certain que votre mot de passe ait été changé. Votre lien reste valable : réessayez plus tard, avec le même nouveau mot de passe.",
    },
    unsent: {
      title: "Votre demande n’a pas été envoyée",
      line: "Une erreur s’est produite de notre côté et rien n’a changé. Réessayez plus tard ou écrivez-nous.",
    },
    denied: {
      title: "Le mot de passe n’a pas pu être défini",
      line: "Votre mot de passe ne peut pas être défini pour le moment. Rien n’a été changé et votre lien reste valable : réessayez plus tard.",
    },
    "no-cookie": {
      title: "Veuillez rouvrir le lien",
      line: "Ouvrez-le depuis votre courriel ou votre message. Cette page a besoin d’un cookie pour que le lien ne reste pas dans la barre d’adresse.",
    },
    "too-many": {
      title: "Trop d’essais",
      line: "Il y a eu trop d’essais infructueux avec ce lien ou depuis votre réseau. Veuillez patienter quelques minutes, puis réessayer.",
    },
  },
  front: {
    title: (site) => `Votre compte : ${site}`,
    link: "Avez-vous reçu de nous un courriel avec un lien ? Ouvrez ce lien : il mène à la bonne page.",
    logInTitle: "Se connecter",
    logIn: "Se connecter",
    forgotTitle: "Mot de passe oublié ?",
    forgotLine: "Nous vous envoyons un lien pour en choisir un nouveau.",
    forgot: "Demander un nouveau mot de passe",
  },
  renew: {
    offer:
      "Nous pouvons envoyer un nouveau lien à l’adresse, ou à la personne dans la messagerie, à qui celui-ci était destiné.",
    submit: "Envoyer un nouveau lien",
    sent: "Un nouveau lien est en route",
    sentLine:
      "Il arrive là où l’ancien est arrivé. L’ancien mot de passe reste valable jusqu’à ce que vous choisissiez le nouveau.",
    sentBefore: "Un nouveau lien a déjà été envoyé",
    newest: "Ouvrez le plus récent ; les autres ne valent plus rien.",
    ask: "En demander un nouveau",
  },
  reset: {
    title: "Demander un nouveau mot de passe",
    intro: "Votre ancien mot de passe reste valable jusqu’à ce que vous choisissiez le nouveau.",
    introAlone:
      "Notre service d’assistance vous enverra un lien. Votre mot de passe actuel cessera peut-être alors de fonctionner.",
    name: "Votre nom",
    email: "Adresse de courriel",
    confirmEmail: "La même adresse encore une fois",
    pin: "Code PIN",
    pinHint: "De 4 à 8 chiffres de votre choix. La page du nouveau mot de passe les demande.",
    submit: "Envoyer",
    emailsDiffer: "Les deux adresses ne sont pas identiques.",
    pinDigits: "Le code PIN doit avoir de 4 à 8 chiffres.",
    sent: "Merci",
    sentLine:
      "Si cette adresse a un compte ici, un courriel avec l’étape suivante est en route, ou est arrivé au cours des dix dernières minutes. Rien ne change avant que vous ne franchissiez cette étape.",
    forwardedLine: "Notre service d’assistance a reçu la demande et vous écrira. D’ici là, rien ne change.",
    confirm: (username) => `Un nouveau mot de passe pour ${username} ?`,
    confirmLine:
      "Vous l’avez demandé, ou quelqu’un qui connaît votre adresse. Si ce n’était pas vous, fermez cette page : rien n’a changé.",
    confirmPin: "Code PIN (facultatif)",
    confirmPinHint:
      "De 4 à 8 chiffres de votre choix. La page du nouveau mot de passe, que nous envoyons aussi par courriel, les demandera alors. Seul compte ce que vous saisissez ici.",
    confirmSubmit: "Oui, je veux un nouveau mot de passe",
    confirmed: "Un lien est en route",
    confirmedLine:
      "Il arrive par courriel dans un instant. Il demande votre code PIN si vous en avez choisi un.",
  },
};

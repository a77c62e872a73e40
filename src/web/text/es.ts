import type { PageText } from "./page-text.ts";

export const es: PageText = {
  language: "es",
  questions: "¿Preguntas? Escriba a",
  page: {
    title: "Elija su contraseña",
    forAccount: (username) => `Para la cuenta ${username}.`,
    pin: "PIN",
    pinHint: "Las cifras que eligió al hacer la solicitud.",
    password: "Contraseña nueva",
    passwordHint: "Unas cuantas palabras sin relación entre sí hacen una buena.",
    atLeast: (characters) => `Al menos ${characters} caracteres.`,
    again: "La misma otra vez",
    show: "Mostrar lo que escribo",
    submit: "Establecer contraseña",
    strength: "Seguridad:",
    strengths: ["muy débil", "débil", "aceptable", "buena", "fuerte"],
  },
  problem: {
    missing: "Rellene este campo, por favor.",
    mismatch: "Las dos contraseñas no son iguales.",
    tooShort: (characters) => `La contraseña necesita al menos ${characters} caracteres.`,
    tooLong: (characters) => `La contraseña puede tener como máximo ${characters} caracteres.`,
    wrongPin: (left) => `Este no es el PIN. ${left === 1 ? "Queda un intento" : `Quedan ${left} intentos`}.`,
    tooWeak: (needed) =>
      `Esta contraseña es demasiado fácil de adivinar: debe ser al menos «${needed}». Unas cuantas palabras sin relación entre sí hacen una buena.`,
    pinAgain: "Escriba también su PIN otra vez, por favor.",
    refused: (by) => `${by} ha rechazado esta contraseña y dice, en inglés:`,
    taken: (systems) => `Hasta que elija otra, es su contraseña en: ${systems}.`,
  },
  done: {
    title: "Su contraseña está establecida",
    logIn: (username) =>
      username ? `Ya puede iniciar sesión como ${username}.` : "Ya puede iniciar sesión.",
    later: (systems) => `${systems} no responde en este momento y la recibirá en cuanto responda.`,
  },
  dead: {
    unknown: {
      title: "Este enlace no funciona",
      line: "Ábralo desde el correo tal como está allí; puede faltar una parte, o lo ha sustituido un enlace más nuevo.",
    },
    used: { title: "Esta contraseña ya está establecida", line: "Un enlace sirve una sola vez." },
    "already-set": {
      title: "Esta contraseña ya está establecida",
      line: "El mismo formulario se envió dos veces, y el primero surtió efecto.",
    },
    expired: {
      title: "Este enlace ha caducado",
      line: "No se usó a tiempo, o lo ha sustituido uno más nuevo.",
    },
    locked: {
      title: "Este enlace está bloqueado",
      line: "Se introdujo un PIN equivocado demasiadas veces.",
    },
    shut: {
      title: "Su cuenta está bloqueada",
      line: "Un administrador la ha bloqueado, por eso no se ha establecido ninguna contraseña. Su enlace sigue siendo válido: escríbanos y úselo cuando se levante el bloqueo.",
    },
    stale: {
      title: "Este enlace ya no corresponde",
      line: "La contraseña de un solo uso que contiene ya no es válida. Se cambió después de crear el enlace, quizá por usted.",
    },
    unsure: {
      title: "Su nueva contraseña quizá ya esté guardada",
      line: "Se preguntó dos veces al sistema que la guarda, y las dos veces se perdió su respuesta. Intente iniciar sesión con la nueva contraseña. Si no funciona, necesita un enlace nuevo: este ha dejado de valer, para que ningún otro intento bloquee su cuenta.",
    },
    busy: {
      title: "Espere un momento",
      line: "Otra persona está usando este enlace ahora mismo. Inténtelo de nuevo.",
    },
    unreachable: {
      title: "No se pudo establecer la contraseña",
      line: "El sistema que la guarda no ha respondido, así que no es seguro si su contraseña se ha cambiado. Su enlace sigue siendo válido: inténtelo más tarde con la misma contraseña nueva.",
    },
    unsent: {
      title: "Su solicitud no se ha enviado",
      line: "Algo ha fallado por nuestra parte y nada ha cambiado. Inténtelo más tarde o escríbanos.",
    },
    denied: {
      title: "No se pudo establecer la contraseña",
      line: "Su contraseña no se puede establecer en este momento. No se ha cambiado nada y su enlace sigue siendo válido: inténtelo más tarde.",
    },
    "no-cookie": {
      title: "Abra el enlace otra vez, por favor",
      line: "Ábralo desde su correo o mensaje. Esta página necesita una cookie para que el enlace no quede en la barra de direcciones.",
    },
    "too-many": {
      title: "Demasiados intentos",
      line: "Ha habido demasiados intentos fallidos con este enlace o desde su red. Espere unos minutos e inténtelo de nuevo.",
    },
  },
  front: {
    title: (site) => `Su cuenta en ${site}`,
    link: "¿Tiene un correo nuestro con un enlace? Ábralo: lleva a la página correcta.",
    logInTitle: "Iniciar sesión",
    logIn: "Iniciar sesión",
    forgotTitle: "¿Ha olvidado su contraseña?",
    forgotLine: "Le enviamos un enlace con el que elegirá una nueva.",
    forgot: "Pedir una contraseña nueva",
  },
  renew: {
    offer:
      "Podemos enviar un enlace nuevo a la dirección de correo, o a la persona en el chat, a quien iba destinado este.",
    submit: "Enviar un enlace nuevo",
    sent: "Un enlace nuevo está en camino",
    sentLine: "Llegará a donde llegó el anterior. La contraseña antigua vale hasta que elija la nueva.",
    sentBefore: "Ya se envió un enlace nuevo",
    newest: "Abra el más reciente; los demás ya no sirven.",
    ask: "Pedir uno nuevo",
  },
  reset: {
    title: "Pedir una contraseña nueva",
    intro: "Su contraseña antigua vale hasta que elija la nueva.",
    introAlone:
      "Nuestro servicio de asistencia le enviará un enlace. Es posible que entonces su contraseña actual deje de funcionar.",
    name: "Su nombre",
    email: "Dirección de correo",
    confirmEmail: "La misma dirección otra vez",
    pin: "PIN",
    pinHint: "De 4 a 8 cifras a su elección. La página de la contraseña nueva las pide.",
    submit: "Enviar",
    emailsDiffer: "Las dos direcciones no son iguales.",
    pinDigits: "El PIN debe tener de 4 a 8 cifras.",
    sent: "Gracias",
    sentLine:
      "Si esta dirección tiene una cuenta aquí, un correo con el siguiente paso está en camino o ha llegado en los últimos diez minutos. Nada cambia hasta que usted dé ese paso.",
    forwardedLine:
      "Nuestro servicio de asistencia tiene la solicitud y le escribirá. Hasta entonces nada cambia.",
    confirm: (username) => `¿Una contraseña nueva para ${username}?`,
    confirmLine:
      "La ha pedido usted, o alguien que conoce su dirección. Si no ha sido usted, cierre esta página: nada ha cambiado.",
    confirmPin: "PIN (opcional)",
    confirmPinHint:
      "De 4 a 8 cifras a su elección. La página de la contraseña nueva, que también enviamos por correo, las pedirá. Solo cuenta lo que escriba aquí.",
    confirmSubmit: "Sí, quiero una contraseña nueva",
    confirmed: "Un enlace está en camino",
    confirmedLine: "Llega por correo en un momento. Pide su PIN si ha elegido uno.",
  },
};

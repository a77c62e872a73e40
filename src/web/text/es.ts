import type { PageText } from "./page-text.ts";

export const es: PageText = {
  language: "es",
  questions: "¿Tiene preguntas? Escriba a",
  page: {
    title: "Establezca su contraseña",
    forAccount: (username) => `Para su cuenta ${username}.`,
    pin: "PIN",
    pinHint: "El PIN que eligió al hacer su solicitud.",
    password: "Contraseña nueva",
    passwordHint: "Varias palabras sin relación entre sí forman una buena contraseña.",
    atLeast: (characters) => `Al menos ${characters} caracteres.`,
    again: "Confirme la contraseña nueva",
    show: "Mostrar la contraseña",
    submit: "Establecer contraseña",
    strength: "Seguridad:",
    strengths: ["muy débil", "débil", "aceptable", "buena", "fuerte"],
  },
  problem: {
    missing: "Rellene este campo, por favor.",
    mismatch: "Las contraseñas no coinciden.",
    tooShort: (characters) => `La contraseña debe tener al menos ${characters} caracteres.`,
    tooLong: (characters) => `La contraseña puede tener como máximo ${characters} caracteres.`,
    wrongPin: (left) => `PIN incorrecto. Le ${left === 1 ? "queda un intento" : `quedan ${left} intentos`}.`,
    tooWeak: (needed) =>
      `Esta contraseña es demasiado fácil de adivinar: su seguridad debe ser al menos «${needed}». Varias palabras sin relación entre sí forman una buena contraseña.`,
    pinAgain: "Introduzca también su PIN otra vez, por favor.",
    refused: (by) => `${by} ha rechazado esta contraseña e indica, en inglés:`,
    taken: (systems) => `Hasta que elija otra, es su contraseña en: ${systems}.`,
  },
  done: {
    title: "Su contraseña se ha establecido",
    logIn: (username) =>
      username ? `Ya puede iniciar sesión como ${username}.` : "Ya puede iniciar sesión.",
    noLogin: (systems) =>
      `No pudimos comprobar que pueda iniciar sesión en ${systems}. Si no funciona, póngase en contacto con nosotros.`,
    later: (systems) =>
      `${systems} no responde en este momento. Estableceremos su contraseña allí en cuanto sea posible.`,
  },
  dead: {
    unknown: {
      title: "Este enlace no funciona",
      line: "Vuelva a abrir el enlace desde su correo: puede que esté incompleto o que lo haya sustituido uno más reciente.",
    },
    used: {
      title: "Esta contraseña ya se ha establecido",
      line: "Cada enlace funciona una sola vez, y este ya se ha utilizado.",
    },
    "already-set": {
      title: "Esta contraseña ya se ha establecido",
      line: "El formulario se envió dos veces; cuenta el primer envío.",
    },
    expired: {
      title: "Este enlace ha caducado",
      line: "No se utilizó a tiempo o lo ha sustituido uno más reciente.",
    },
    locked: {
      title: "Este enlace está bloqueado",
      line: "Se introdujo un PIN incorrecto demasiadas veces.",
    },
    shut: {
      title: "Su cuenta está bloqueada",
      line: "La ha bloqueado un administrador, por lo que no se ha establecido ninguna contraseña. Escríbanos para desbloquearla. Su enlace sigue siendo válido y podrá usarlo después.",
    },
    stale: {
      title: "Este enlace ya no está vigente",
      line: "La contraseña de un solo uso asociada ya no es válida. Se cambió después de crear el enlace, quizá por usted.",
    },
    unsure: {
      title: "Es posible que su nueva contraseña ya esté activa",
      line: "Lo hemos intentado dos veces, y el sistema que guarda su contraseña no ha confirmado el cambio. Intente iniciar sesión con la nueva contraseña. Si no funciona, necesitará un enlace nuevo: este ya no es válido, para que otros intentos no bloqueen su cuenta.",
    },
    busy: {
      title: "Espere un momento",
      line: "Este enlace está en uso. Inténtelo de nuevo en un momento.",
    },
    unreachable: {
      title: "No se ha podido establecer su contraseña",
      line: "El sistema que la guarda no ha respondido, así que no sabemos si su contraseña se ha cambiado. Su enlace sigue siendo válido: inténtelo más tarde con la misma contraseña nueva.",
    },
    unsent: {
      title: "Su solicitud no se ha enviado",
      line: "Ha ocurrido un error por nuestra parte y no se ha cambiado nada. Inténtelo más tarde o escríbanos.",
    },
    denied: {
      title: "No se ha podido establecer su contraseña",
      line: "Su contraseña no se puede establecer en este momento. No se ha cambiado nada y su enlace sigue siendo válido: inténtelo más tarde.",
    },
    "no-cookie": {
      title: "Vuelva a abrir el enlace, por favor",
      line: "Ábralo desde su correo o mensaje. Esta página utiliza una cookie para que su enlace se mantenga privado.",
    },
    "too-many": {
      title: "Demasiados intentos",
      line: "Ha habido demasiados intentos fallidos con este enlace o desde su red. Espere unos minutos e inténtelo de nuevo.",
    },
  },
  front: {
    title: (site) => `Su cuenta en ${site}`,
    link: "¿Ha recibido un correo nuestro con un enlace? Ábralo para llegar a la página correcta.",
    logInTitle: "Iniciar sesión",
    logIn: "Iniciar sesión",
    forgotTitle: "¿Ha olvidado su contraseña?",
    forgotLine: "Le enviaremos por correo un enlace para establecer una nueva.",
    forgot: "Solicitar una contraseña nueva",
    statusTitle: "Sus solicitudes y proyectos",
    statusLine:
      "Le enviaremos por correo enlaces que muestran cómo van sus solicitudes y quién forma parte de sus proyectos.",
    status: "Obtener estos enlaces",
    applyTitle: "¿Aún no tiene cuenta?",
    applyLine: "Escriba su dirección de correo y le enviaremos un enlace al formulario.",
    apply: "Solicitar una cuenta",
  },
  askForLink: {
    applyTitle: "Solicitar una cuenta",
    applyLine: (site) =>
      `Escriba su dirección de correo y le enviaremos un enlace al formulario para solicitar una cuenta en ${site}. Así sabemos que la dirección es suya.`,
    statusTitle: "Sus solicitudes y proyectos",
    statusLine:
      "Escriba la dirección de correo que usó aquí y le enviaremos enlaces a sus solicitudes y proyectos.",
    email: "Correo electrónico",
    language: "Idioma de nuestros correos",
    submit: "Enviarme el enlace",
    trap: "Deje este campo en blanco",
    badAddress: "No podemos escribir a esta dirección. Compruébela, por favor.",
    trapped:
      "Se rellenó un campo que debía quedar en blanco, quizá por su navegador. Lo hemos vaciado. Envíe el formulario de nuevo.",
    quick: "Eso ha sido muy rápido. Espere unos segundos y envíe el formulario de nuevo.",
    old: "Esta página ha estado abierta demasiado tiempo. Envíe el formulario de nuevo.",
    network:
      "Se han pedido demasiados enlaces desde su red. Inténtelo de nuevo dentro de una hora o escríbanos.",
    everywhere:
      "En este momento recibimos muchísimas peticiones. Inténtelo de nuevo dentro de una hora o escríbanos.",
    sent: "Mire su correo",
    applySent:
      "Si podemos escribir a esta dirección, un enlace al formulario está en camino. Es válido durante 24 horas. Enviamos como máximo tres enlaces al día a cada dirección: si ha pedido más, use el último.",
    statusSent:
      "Si hay solicitudes o proyectos con esta dirección, los enlaces están en camino. Escribimos como máximo tres veces al día a cada dirección: si lo ha pedido más veces, use los últimos correos.",
    spam: "¿No ha llegado nada en unos minutos? Mire en la carpeta de correo no deseado y compruebe que la dirección sea correcta.",
  },
  apply: {
    title: "Solicitar una cuenta",
    line: (email) => `Su dirección ${email} está confirmada. Le escribiremos allí.`,
    correctTitle: "Corregir sus datos",
    correctLine:
      "Puede corregir sus datos hasta que alguien haya aprobado su solicitud. Después vuelve a empezar.",
    correct: "Corregir sus datos",
    late: {
      title: "Es demasiado tarde para corregir sus datos",
      line: "Alguien ha aprobado su solicitud, o esta ha terminado, así que no se ha cambiado nada. Si algo no es correcto, póngase en contacto con nosotros, o retire la solicitud y envíe otra.",
      typed: "Lo que ha escrito",
      back: "Ver su solicitud",
    },
    submit: "Enviar solicitud",
    save: "Guardar los cambios",
    optional: "(opcional)",
    again: "Todavía no se ha enviado nada. Revise los campos que tienen un aviso.",
    fields: {
      givenName: { label: "Nombre" },
      familyName: { label: "Apellidos", hint: "Déjelo en blanco si solo tiene un nombre." },
      projectKind: { label: "Proyecto" },
      project: { label: "Nombre del proyecto" },
      piEmail: {
        label: "Correo de la persona que dirige el proyecto (PI)",
        hint: "Le pediremos que lo confirme. Déjelo en blanco si va a iniciar su propio proyecto.",
      },
      groups: { label: "Otros grupos", hint: "Además de su proyecto. Cada grupo se decide por separado." },
      reason: { label: "¿Para qué usará la cuenta?" },
      username: {
        label: "Nombre de usuario",
        hint: "Déjelo en blanco y elegiremos uno a partir de su nombre.",
      },
      sshPublicKey: {
        label: "Clave SSH pública",
        hint: "Una línea de un archivo .pub. Nunca la clave privada.",
      },
      pin: {
        label: "PIN",
        hint: "Elija de 4 a 8 cifras. Las necesitará una vez, para establecer su contraseña.",
      },
    },
    choices: { join: "Unirse a un proyecto existente", new: "Iniciar un proyecto nuevo" },
    pinKept: "Déjelo en blanco para conservar el PIN que eligió.",
    problems: {
      chooseUsername:
        "Elija uno en letras latinas. Un nombre de usuario formado a partir de su nombre en otra escritura sería difícil de reconocer.",
      missing: "Rellene este campo.",
      tooLong: (characters) => `Use como máximo ${characters} caracteres.`,
      onlyName: "Escriba solo el nombre, sin dirección web, <, > ni @.",
      lost: "Algunos caracteres se han perdido por el camino. Escríbalo de nuevo.",
      systemName:
        "Debe empezar por una letra y contener solo letras minúsculas, cifras, puntos, guiones y guiones bajos.",
      suggested: (name) => `¿Quiere decir ${name}?`,
      pin: "El PIN debe tener de 4 a 8 cifras.",
      sshKey: "No es una clave SSH pública, como ssh-ed25519 AAAA… me@laptop.",
      address: "No podemos escribir a esta dirección. Compruébela, por favor.",
      choosePi: "Escriba la dirección de la persona que puede confirmar que usted trabaja en este proyecto.",
      projectExists: (name) => `${name} ya existe. Puede unirse a él.`,
      noProject: (name) =>
        `No hay ningún proyecto llamado ${name}. Compruebe el nombre o inicie un proyecto nuevo.`,
    },
    dead: {
      unknown: {
        title: "Este enlace no funciona",
        line: "Abra de nuevo el enlace de su correo: quizá esté incompleto o sea muy antiguo.",
      },
      expired: {
        title: "Este enlace ha caducado",
        line: "Es válido durante 24 horas. Puede pedir uno nuevo.",
      },
      tried: {
        title: "Este enlace ya no es válido",
        line: "El formulario se ha enviado con errores demasiadas veces. Puede pedir un enlace nuevo.",
      },
      "has-account": {
        title: "Ya tiene una cuenta",
        line: "Existe una cuenta con esta dirección de correo, así que no puede solicitar otra. Si no puede iniciar sesión, póngase en contacto con nosotros.",
      },
    },
    askAgain: "Pedir un enlace nuevo",
  },
  address: {
    title: "Confirme su dirección de correo",
    line: (email, site) =>
      `Alguien, probablemente usted, ha solicitado una cuenta en ${site} con la dirección ${email}.`,
    notYou: "Si no fue usted, cierre esta página: sin su confirmación no se crea ninguna cuenta.",
    submit: "Confirmar esta dirección",
    done: "Su dirección está confirmada",
    doneLine: "Ya estamos tramitando su solicitud y le escribiremos en cada paso.",
    ended: {
      title: "No hay nada que confirmar",
      line: "Su solicitud ha terminado o ya no necesita esta confirmación. Puede presentar otra cuando quiera.",
    },
  },
  login: {
    signIn: (name) => `O inicie sesión con: ${name}`,
    back: "Volver",
    failed: {
      title: "No se ha podido iniciar sesión",
      line: "No ha cambiado nada. Vuelva a intentarlo más tarde.",
    },
    other: {
      title: "Este inicio de sesión no confirma su dirección",
      line: "La cuenta con la que ha iniciado sesión tiene otra dirección, o su dirección no está verificada. Vuelva atrás y use el botón.",
    },
  },
  log: {
    title: "Cuentas aprobadas",
    empty: "Todavía no se ha aprobado ninguna cuenta.",
    utc: "Todas las horas son UTC.",
    approved: (username) => `Se aprobó la cuenta de @${username}.`,
    rule: (name) => `Regla: ${name}.`,
    older: "Entradas anteriores",
    newest: "Entradas más recientes",
    feed: "Canal Atom",
    plain: "Texto sin formato",
  },
  signIn: {
    title: (name) => `Vincular su inicio de sesión: ${name}`,
    line: (person, chat) =>
      `${person} en ${chat} quiere vincular un inicio de sesión. Cuando inicie sesión, pertenecerá a la misma persona que ${person} en ${chat}.`,
    notYou: "Si no es usted, o si alguien le ha enviado este enlace, cierre esta página.",
    start: (name) => `Iniciar sesión con: ${name}`,
    results: {
      linked: (chat) => ({
        title: "Su inicio de sesión está vinculado",
        line: `Puede cerrar esta página y volver a ${chat}.`,
      }),
      known: (chat) => ({
        title: "Su inicio de sesión ya estaba vinculado",
        line: `No ha cambiado nada. Puede cerrar esta página y volver a ${chat}.`,
      }),
      dead: (chat) => ({
        title: "Este enlace ya no funciona",
        line: `Funciona una sola vez, durante 15 minutos. Para obtener otro, use /acct signin en ${chat}.`,
      }),
      "someone-else": () => ({
        title: "Este inicio de sesión pertenece a otra persona",
        line: "No ha cambiado nada. Si es el suyo, póngase en contacto con nosotros.",
      }),
      taken: (chat) => ({
        title: "Su cuenta está vinculada a otra persona",
        line: `Está vinculada a otra persona en ${chat}, y no ha cambiado nada. Póngase en contacto con nosotros.`,
      }),
      unknown: () => ({
        title: "No podemos saber quién es usted",
        line: "Ha iniciado sesión, pero no conocemos a nadie con este inicio de sesión ni con su dirección verificada. No ha cambiado nada. Póngase en contacto con nosotros.",
      }),
    },
  },
  renew: {
    offer: "Podemos enviar un enlace nuevo a la persona a la que iba destinado este.",
    submit: "Enviar un enlace nuevo",
    sent: "Le hemos enviado un enlace nuevo",
    sentLine:
      "Lo recibirá por la misma vía que el anterior. Su contraseña actual sigue siendo válida hasta que establezca una nueva.",
    sentBefore: "Ya le habíamos enviado un enlace nuevo",
    newest: "Utilice el enlace más reciente; los anteriores ya no funcionan.",
    ask: "Solicitar un enlace nuevo",
  },
  code: {
    title: (label, chat) => `¿Vincular la cuenta ${label} con ${chat}?`,
    intro: (person, chat) =>
      `En ${chat}, «${person}» quiere usar esta cuenta. Si es usted, introduzca el código que le hemos mostrado en ${chat}.`,
    notYou: "Si no es usted, cierre esta página: no ha cambiado nada.",
    label: "Código",
    hint: (chat) => `Seis cifras. Las encontrará en la respuesta a su último comando en ${chat}.`,
    submit: "Vincular la cuenta",
    wrong: (left) =>
      `El código no es correcto. Si ha usado el comando más de una vez, solo vale el último código. Le ${left === 1 ? "queda un intento" : `quedan ${left} intentos`}.`,
    done: "Su cuenta está vinculada",
    doneLine: (chat) => `Vuelva a ${chat} y use el comando otra vez. Ahora funcionará.`,
    dead: {
      unknown: () => ({
        title: "Este enlace no funciona",
        line: "Abra de nuevo el enlace del correo: puede estar incompleto o ser muy antiguo.",
      }),
      used: (chat) => ({
        title: "Este enlace ya se ha usado",
        line: `Su cuenta está vinculada. Vuelva a ${chat} y use el comando otra vez.`,
      }),
      expired: (chat) => ({
        title: "Este enlace ha caducado",
        line: `El código no se introdujo a tiempo. Use el comando otra vez en ${chat} para recibir otro código y otro correo.`,
      }),
      locked: (chat) => ({
        title: "Este enlace ya no funciona",
        line: `Se introdujo un código incorrecto demasiadas veces. Use el comando otra vez en ${chat} para recibir otro código y otro correo.`,
      }),
      taken: (chat) => ({
        title: "Su cuenta no se ha vinculado",
        line: `Quien pidió este código en ${chat} está vinculado a otra cuenta o ya no está activo. Póngase en contacto con nosotros.`,
      }),
    },
  },
  pi: {
    title: (project) => `¿Dirige usted el proyecto ${project}?`,
    line: (email, asker) =>
      `${asker} cree que usted dirige este proyecto y nos pidió que escribiéramos a ${email}. Quien dirige un proyecto decide quién puede participar en él.`,
    after:
      "Si responde que sí, un administrador lo confirmará primero. Si cierra esta página, no cambia nada.",
    yes: "Sí, lo dirijo",
    no: "No",
    done: "Gracias",
    claimedLine: "Un administrador lo confirmará. Le enviaremos un correo.",
    declinedLine: "Hemos avisado a los administradores. No tiene que hacer nada más.",
    dead: {
      unknown: {
        title: "Este enlace no funciona",
        line: "Abra de nuevo el enlace del correo: puede estar incompleto o ser muy antiguo.",
      },
      used: { title: "Ya ha respondido", line: "No tiene que hacer nada más." },
      expired: {
        title: "Esta pregunta ha caducado",
        line: "Si dirige este proyecto, póngase en contacto con nosotros y se lo preguntaremos de nuevo.",
      },
      overtaken: { title: "Este proyecto ya tiene responsable", line: "No hace falta que responda." },
      moved: {
        title: "Este enlace ya no funciona",
        line: "Ahora tenemos otra dirección de correo suya. Póngase en contacto con nosotros.",
      },
    },
  },
  invitation: {
    title: (project) => `¿Unirse al proyecto ${project}?`,
    line: (by, email) => `${by} ha invitado a ${email} a este proyecto.`,
    as: {
      member: "Si acepta, podrá trabajar en el proyecto.",
      manager:
        "Si acepta, podrá trabajar en el proyecto y decidirá junto con quien lo dirige quién forma parte de él.",
    },
    until: (day) => `Formaría parte de él hasta el ${day}.`,
    withAccount: "Se unirá con su cuenta.",
    accept: "Aceptar",
    withoutAccount: "Primero necesita una cuenta. Solicítela aquí y se unirá al proyecto con ella.",
    ask: "Solicitar una cuenta",
    decline: "Rechazar",
    refused: "No se puede aceptar la invitación",
    done: {
      accepted: {
        title: "Ha aceptado la invitación",
        line: "Le escribiremos cuando pueda utilizar el proyecto.",
      },
      asked: {
        title: "Gracias por su solicitud",
        line: "Le hemos enviado un enlace para seguirla. Le avisaremos cuando su cuenta esté lista.",
      },
      declined: { title: "Ha rechazado la invitación", line: "Hemos avisado a la persona que le invitó." },
    },
    dead: {
      unknown: {
        title: "Este enlace no funciona",
        line: "Vuelva a abrir el enlace del correo: puede estar incompleto o ser muy antiguo.",
      },
      used: { title: "Ya ha respondido", line: "No tiene que hacer nada más." },
      "taken-back": {
        title: "Esta invitación se ha retirado",
        line: "Si es un error, pregunte a la persona que le invitó.",
      },
      expired: {
        title: "Esta invitación ha caducado",
        line: "Pida una nueva a la persona que le invitó.",
      },
      moved: {
        title: "Este enlace ya no funciona",
        line: "Ahora tenemos otra dirección de correo suya. Póngase en contacto con nosotros.",
      },
    },
  },
  roster: {
    title: (project) => `El proyecto ${project}`,
    people: "Quién forma parte de él",
    roles: { pi: "Dirección (PI)", manager: "Gestión", member: "Miembro" },
    since: (role, day) => `${role}, con registro desde el ${day}`,
    until: (day) => `hasta el ${day}`,
    remove: "Quitar",
    promote: "Encargar de la gestión",
    demote: "Dejar como miembro",
    joining: "Quién quiere unirse",
    request: (id) => `Solicitud ${id}:`,
    decide: "Decidir",
    removals: "Dejarán el proyecto en breve",
    undo: "Deshacer",
    invitations: "Personas invitadas",
    invitedAs: (role, day) => `${role}, invitación válida hasta el ${day}`,
    takeBack: "Retirar",
    invite: "Invitar a alguien",
    email: "Dirección de correo",
    emailHint: "La persona decide si se une. Si aún no tiene cuenta, primero la solicita.",
    endsHint: "Después de este día, dejará el proyecto automáticamente.",
    submit: "Invitar",
    leaveMore: "Dejar el proyecto",
    leaveLine:
      "Perderá el acceso al proyecto en todos los sistemas y conservará su cuenta y sus otros proyectos.",
    leave: "Dejar el proyecto",
    change: "Cambiar…",
    lastDay: "Último día",
    lastDayHint:
      "Después de este día, dejará el proyecto automáticamente y conservará su cuenta. Déjelo en blanco si no hay fecha de fin.",
    setEndDate: "Fijar la fecha de fin",
    asked: "Se le ha pedido que dirija el proyecto",
    askedLine: "No cambia nada hasta que acepte.",
    role: "Función",
    roleHint:
      "Quienes gestionan invitan y quitan a miembros y deciden sobre las solicitudes para el proyecto igual que la dirección.",
    handOver: "Traspasar el proyecto",
    handOverLine:
      "Se lo preguntamos a la nueva persona, y no cambia nada hasta que acepte. Después dirige el proyecto, y quien lo dirigía sigue como miembro.",
    newPi: "Correo de la nueva persona que dirigirá el proyecto (PI)",
    reason: "Mensaje para esa persona",
    askNewPi: "Preguntar a la nueva persona",
    others: "Sus otros proyectos",
    found: "Solicitar un proyecto nuevo",
    thanks: "Gracias",
    done: {
      invite: "La invitación está en camino.",
      "take-back": "La invitación se ha retirado. Su enlace ya no funciona.",
      remove: "Dejará el proyecto en unos minutos. Hasta entonces puede deshacerlo.",
      promote: "La función cambia enseguida y avisaremos a la persona.",
      demote: "La función cambia enseguida y avisaremos a la persona.",
      undo: "No ha cambiado nada: la persona sigue en el proyecto.",
      leave: "Dejará el proyecto en unos minutos.",
      "end-date": "La fecha de fin cambia enseguida y avisaremos a la persona.",
      "hand-over": "Se lo hemos preguntado a la nueva persona. No cambia nada hasta que acepte.",
      "stop-hand-over": "No ha cambiado nada: el proyecto conserva su dirección.",
    },
    problem: {
      denied: "No puede hacer esto en este proyecto.",
      gone: "Esto ha cambiado entretanto. La página muestra el estado actual.",
      "no-person": "Escriba una dirección de correo.",
    },
    problems: {
      busy: (who) => `Se está haciendo otro cambio para ${who}. Inténtelo de nuevo en un momento.`,
      person: () => "No podemos preguntar a esta persona.",
      address: () => "No podemos utilizar esta dirección de correo.",
      yourself: () => "No puede invitarse a sí mismo.",
      date: () => "Elija el día de hoy o uno posterior.",
      "many-invitations": () =>
        "El proyecto tiene demasiadas invitaciones abiertas o ha enviado demasiadas hoy. Espere las respuestas o invite a más personas mañana.",
      invited: (who) => `${who} ya tiene una invitación abierta.`,
      "invited-often": (who) => `Hoy ya se ha invitado varias veces a ${who}. Espere hasta mañana.`,
      role: (who) =>
        `${who} no tiene cuenta, así que no puede ser miembro. Quítela del proyecto en su lugar.`,
      "is-pi": (who) => `${who} ya dirige el proyecto.`,
      "not-leading": (who) => `${who} no puede dirigir un proyecto por ahora.`,
      asked: (who) => `Ya se ha preguntado a ${who}. Deshaga primero esa petición.`,
      "in-settings": (who) =>
        `La configuración de acct indica quién dirige ${who}. Pida a un admin que lo cambie allí.`,
    },
    dead: {
      unknown: {
        title: "Este enlace no funciona",
        line: "Puede estar incompleto, o ha dejado el proyecto. Para obtener uno nuevo, use /acct project en el chat o escriba su dirección en nuestra página de inicio.",
      },
      expired: {
        title: "Este enlace ha caducado",
        line: "Para obtener uno nuevo, use /acct project en el chat o escriba su dirección en nuestra página de inicio.",
      },
      replaced: {
        title: "Este enlace ya no funciona",
        line: "Para obtener uno nuevo, use /acct project en el chat o escriba su dirección en nuestra página de inicio.",
      },
    },
  },
  founding: {
    title: "Solicitar un proyecto nuevo",
    line: (email) => `Primero decide un admin. Escribiremos a ${email} en cada paso.`,
    named: (project) => `Su proyecto se llamará ${project}.`,
    namedFor: ({ username, project }) => `Con la cuenta ${username}, su proyecto se llamará ${project}.`,
    noAccount: {
      title: "Primero necesita una cuenta",
      line: "Solo quien tiene una cuenta puede solicitar aquí un proyecto nuevo.",
    },
    fields: {
      account: { label: "Cuenta" },
      description: {
        label: "Descripción",
        hint: "De qué trata el proyecto. Lo leerán sus miembros y los admins.",
      },
      piEmail: {
        label: "Correo de la persona que dirige el proyecto (PI)",
        hint: "Le pediremos que lo confirme. Déjelo en blanco si usted dirige el proyecto.",
      },
      namedLike: (pattern) => `Con este nombre, el proyecto se llamará ${pattern}.`,
    },
  },
  decision: {
    ifApproved: "Si aprueba la solicitud, cambiará lo siguiente",
    approve: "Aprobar",
    denyLabel: "Rechazar con un motivo",
    denyHint: "Lo verá quien hizo la solicitud.",
    deny: "Rechazar",
    otherLabel: "¿No es su proyecto?",
    otherHint:
      "Escriba la dirección de correo de la persona indicada, o deje el campo en blanco y los administradores la buscarán.",
    reassign: "Reasignar",
    reasonMissing: "Indique un motivo. Lo verá quien hizo la solicitud.",
    tooLong: (characters) => `Use como máximo ${characters} caracteres.`,
    choose: "Elija Aprobar, Rechazar o Reasignar.",
    late: "Su decisión no se ha registrado",
    contradictions: {
      approvedWithReason:
        "Ha elegido Aprobar, pero también ha escrito un motivo para rechazar. Para aprobar, borre el motivo. Si no, elija Rechazar.",
      approvedWithPerson:
        "Ha elegido Aprobar, pero también ha indicado que decida otra persona. Para aprobar, borre su dirección. Si no, elija Reasignar.",
      deniedWithPerson:
        "Ha elegido Rechazar, pero también ha indicado que decida otra persona. Para rechazar, borre su dirección. Si no, elija Reasignar.",
      reassignedWithReason:
        "Ha elegido Reasignar, pero también ha escrito un motivo para rechazar. Para reasignar la solicitud, borre el motivo. Si no, elija Rechazar.",
    },
    done: {
      approved: { title: "Aprobada", line: "Gracias. Avisaremos a quien hizo la solicitud." },
      denied: { title: "Rechazada", line: "Gracias. Avisaremos a quien hizo la solicitud, con su motivo." },
      reassign: {
        title: "Reasignada",
        line: "Gracias. Los administradores encontrarán a la persona indicada.",
      },
      unknown: { title: "Gracias", line: "No tiene que hacer nada más." },
    },
    reassignedTo: (address) => `Gracias. Hemos reasignado la solicitud a ${address}.`,
    dead: {
      unknown: {
        title: "Este enlace no funciona",
        line: "Abra de nuevo el enlace de su correo: quizá esté incompleto. También es posible que la solicitud se haya reasignado a otra persona.",
      },
      "no-cookie": {
        title: "Abra el enlace de nuevo",
        line: "Ábralo desde su correo. Esta página usa una cookie para que su enlace no quede a la vista.",
      },
      expired: { title: "Este enlace ha caducado", line: "La decisión la tomará un administrador." },
      replaced: {
        title: "Este enlace ya no es válido",
        line: "Hemos renovado nuestros enlaces. Use el de nuestro último correo o escríbanos para recibir otro.",
      },
      decided: { title: "Ya se ha tomado una decisión", line: "No tiene que hacer nada más." },
      withdrawn: { title: "Esta solicitud se ha retirado", line: "Ya no tiene que decidir nada." },
      "not-handed-over": {
        title: "El traspaso se ha retirado",
        line: "La dirección del proyecto no cambia. No tiene que hacer nada.",
      },
      over: { title: "Esta solicitud ha terminado", line: "Ya no tiene que decidir nada." },
    },
  },
  request: {
    title: (id) => `Su solicitud #${id}`,
    asked: (name) => `Pregunta de ${name}`,
    reply: "Enviar respuesta",
    typed: "Usted escribió:",
    history: "Lo que ha pasado hasta ahora",
    withdrawMore: "Retirar esta solicitud…",
    withdrawLine: "Así se cierra su solicitud. Puede presentar otra cuando quiera.",
    withdraw: "Retirar esta solicitud",
    replyMissing: "Escriba primero una respuesta.",
    tooLong: (characters) => `Use como máximo ${characters} caracteres.`,
    choose: "Elija qué desea hacer.",
    thanks: "Gracias",
    done: {
      created: "Su solicitud se ha enviado. Le escribiremos en cada paso.",
      requested: "Usted ya había presentado esta solicitud, así que no se ha enviado nada nuevo.",
      corrected: "Sus datos se han corregido y su solicitud vuelve a empezar con ellos.",
      confirmed: "Gracias por confirmar. Le escribiremos en cada paso.",
      declined: "La ha rechazado, así que no se crea ninguna cuenta. Hemos avisado a quien la solicitó.",
      answer: "Su respuesta se ha enviado.",
      withdraw: "Su solicitud se ha retirado. Puede presentar otra cuando quiera.",
    },
    dead: {
      unknown: {
        title: "Este enlace no funciona",
        line: "Abra de nuevo el enlace de su correo: quizá esté incompleto o sea muy antiguo.",
      },
      replaced: {
        title: "Este enlace ya no es válido",
        line: "Hemos renovado nuestros enlaces. Use el de nuestro último correo o escríbanos para recibir otro.",
      },
    },
  },
  confirmRequest: {
    title: "Confirmar su cuenta",
    line: (by, project) =>
      `${by} ha solicitado para usted una cuenta en el proyecto ${project}. Cuando la haya confirmado, pediremos las aprobaciones necesarias.`,
    submit: "Confirmar",
    open: "Confirmar…",
    decline: "Rechazar",
  },
  sign: {
    title: "Lea y firme",
    intro: (name) =>
      `Su firma se registra a nombre de ${name}, con la hora, la dirección de su navegador y el texto de esta página.`,
    agree: "He leído el texto y estoy de acuerdo",
    submit: "Firmar",
    changed: "El texto ha cambiado mientras lo leía, así que aún no está firmado. Léalo de nuevo.",
    choose: "Para firmar, marque la casilla debajo del texto.",
    done: { title: "Gracias por firmar", line: "Continuamos enseguida. Puede cerrar esta página." },
    nothing: { title: "No hay nada que firmar", line: "No tiene que hacer nada más." },
    late: "Su firma no se ha registrado",
    open: "Leer y firmar",
  },
  reset: {
    title: "Solicitar una contraseña nueva",
    intro: "Su contraseña actual sigue siendo válida hasta que establezca una nueva.",
    introAlone:
      "Nuestro servicio de asistencia le enviará un enlace. Es posible que entonces su contraseña actual deje de funcionar.",
    name: "Su nombre",
    email: "Correo electrónico",
    confirmEmail: "Confirme el correo electrónico",
    pin: "PIN",
    pinHint: "Elija de 4 a 8 cifras. Las necesitará una vez, para establecer su contraseña nueva.",
    submit: "Enviar solicitud",
    emailsDiffer: "Las direcciones de correo no coinciden.",
    pinDigits: "El PIN debe tener de 4 a 8 cifras.",
    sent: "Gracias",
    sentLine:
      "Si esta dirección tiene una cuenta aquí, recibirá en breve un correo con el siguiente paso, si no lo ha recibido ya en los últimos diez minutos. No cambiará nada hasta que complete ese paso.",
    forwardedLine:
      "Nuestro servicio de asistencia ha recibido su solicitud y se pondrá en contacto con usted. Hasta entonces no cambiará nada.",
    confirm: (username) => `¿Una contraseña nueva para ${username}?`,
    confirmLine:
      "La ha solicitado usted o alguien que conoce su dirección de correo. Si no ha sido usted, cierre esta página: no ha cambiado nada.",
    confirmPin: "PIN (opcional)",
    confirmPinHint:
      "Si elige aquí de 4 a 8 cifras, las necesitará para establecer su contraseña nueva, también con el enlace que le enviamos por correo. Un PIN introducido antes no cuenta.",
    confirmSubmit: "Sí, quiero una contraseña nueva",
    confirmed: "Le hemos enviado un enlace",
    confirmedLine: "Lo recibirá por correo en un momento. Si ha elegido un PIN, lo necesitará.",
  },
};

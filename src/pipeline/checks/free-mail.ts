/** Providers that give anyone an address, so that it says nothing about where a person works. */
const PROVIDERS = `
  aol.com duck.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com
  hotmail.com hotmail.de hotmail.fr icloud.com laposte.net libero.it live.com mac.com mail.com mail.de mail.ru
  mailbox.org me.com msn.com naver.com orange.fr outlook.com outlook.de pm.me posteo.de proton.me protonmail.com
  qq.com rediffmail.com t-online.de tuta.com tutanota.com wanadoo.fr web.de yahoo.com yahoo.de yahoo.fr yandex.com
  yandex.ru ymail.com zoho.com 126.com 163.com
`;

const providers: ReadonlySet<string> = new Set(PROVIDERS.trim().split(/\s+/));

export const isFreeMail = (domain: string) => providers.has(domain);

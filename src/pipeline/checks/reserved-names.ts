/** Names with a special meaning: users and groups of Debian and Red Hat, email roles (RFC 2142), and our own. */
const BUILT_IN = `
  acct adm admin administrator admins anonymous apache audio backup bin cdrom chrony daemon dba default dialout
  disk docker everyone floppy ftp games gdm gnats group guest halt help hostmaster http info input irc kmem kvm
  ldap libvirt list lp lxd mail man messagebus munge mysql named news nfsnobody nobody nogroup none noreply ntp
  null office operator plugdev polkitd postfix postgres postmaster proxy public render root rpc sasl security
  shadow shutdown slurm src ssh sshd staff sudo support sync sys syslog system systemd tape test tty undefined
  user users utmp uucp video webmaster wheel www www-data
`;

const builtIn: ReadonlySet<string> = new Set(BUILT_IN.trim().split(/\s+/));

export function isReserved(name: string, more: readonly string[]): boolean {
  return builtIn.has(name) || more.includes(name);
}

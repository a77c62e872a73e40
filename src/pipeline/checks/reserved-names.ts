/** Names that mean something to the operating system, to mail, or to us, by where they come from. Neither a person nor a project gets one. */
const SYSTEM = `
  # Debian base-passwd, users and groups
  root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody nogroup _apt adm tty disk
  kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev staff users
  # Red Hat setup, users and groups
  shutdown halt ftp wheel lock mem nfsnobody haldaemon default nobody4 postmaster
  # systemd and the login stack
  systemd systemd-network systemd-resolve systemd-timesync systemd-journal systemd-journal-remote systemd-journal-upload
  systemd-coredump systemd-oom systemd-bus-proxy messagebus dbus polkitd polkit input kvm render sgx netdev crontab ssh sshd
  ssh_keys sssd nscd nslcd tss rtkit avahi avahi-autoipd colord geoclue gdm lightdm sddm pulse pulse-access pipewire saned
  scanner usbmux usbmuxd lpadmin bluetooth syslog rsyslog uuidd cockpit-ws cockpit-wsinstance cockpit-session setroubleshoot
  pesign flatpak fwupd-refresh landscape lxd libvirt libvirt-qemu libvirt-dnsmasq qemu docker podman containerd rkt swtpm
  # Mailboxes that have a meaning (RFC 2142), and roles that people trust
  abuse noc security hostmaster http office usenet webmaster info marketing sales support noreply no-reply
  mailer-daemon administrator administrators admin admins root-admin toor superuser sysadmin sysop helpdesk help
  service services dba oracle system test guest anonymous demo user group everyone all me self owner public private none null
  nil undefined unknown true false default local localhost
  # Groups that give rights on most machines
  apache httpd nginx mysql postgres postgresql named postfix chrony ntp rpc slurm munge ldap
  # Our own
  acct setpass
`;

/** Users of the usual services, by what they are for. A person with such a name would block the service, or get its mail and files. */
const SERVICES = `
  # Time, names, mail, web, files
  chrony _chrony ntp ntpd ntpsec ptp bind named unbound dnsmasq pdns knot nsd dhcpd dhcp dhcpcd radvd openvpn wireguard
  strongswan postfix postdrop exim Debian-exim smmsp smmta sendmail dovecot dovenull dovecot-auth opendkim opendmarc
  amavis clamav clam clamupdate virusgroup spamd mailman mailnull cyrus vmail apache apache2 httpd nginx caddy haproxy varnish
  squid lighttpd traefik tomcat jetty rpc rpcuser statd _rpc nfs gluster samba winbind winbindd_priv sambashare ldap openldap
  slapd dirsrv pkiuser ipaapi kdcproxy krb5 kerberos freerad radiusd radius cups rsync tftp vsftpd proftpd www
  # Databases, queues, monitoring, building
  mysql mariadb postgres postgresql pgbouncer pgpool mongodb mongod redis valkey memcache memcached etcd consul vault cassandra
  elasticsearch opensearch kibana logstash influxdb clickhouse neo4j couchdb rabbitmq kafka zookeeper activemq solr epmd
  prometheus grafana alertmanager loki node_exporter telegraf zabbix nagios icinga munin collectd ganglia graphite statsd
  carbon nrpe snmp Debian-snmp rrdcached netdata pcp pcpqa ossec wazuh fail2ban snort suricata
  git gitlab gitlab-runner gitlab-www gitea gogs forgejo jenkins buildbot teamcity bamboo sonar nexus artifactory puppet puppetdb
  chef ansible salt foreman foreman-proxy katello pulp rundeck awx terraform travis drone
  # Research computing and clouds
  slurm slurmrestd munge condor htcondor pbs torque moab maui sge lsfadmin openlava warewulf xcat bright cmsupport flux ood
  ondemand jupyter jupyterhub rstudio rstudio-server irods irodssrv globus gridftp xrootd dcache dpm lustre beegfs gpfs
  ceph cephadm rgw openstack nova neutron glance cinder keystone placement horizon heat swift octavia ironic manila barbican
  designate magnum trove sahara murano zaqar mistral masakari aodh ceilometer gnocchi panko cloudkitty senlin watcher
  cyborg blazar vitrage freezer tacker zun karbor ovn openvswitch frr quagga kolla kube kubernetes kubelet rancher nomad
  arvados crunch keep galaxy nextcloud owncloud moodle
`;

const toSet = (list: string): ReadonlySet<string> =>
  new Set(
    list
      .split("\n")
      .filter((line) => !line.trim().startsWith("#"))
      .flatMap((line) => line.toLowerCase().split(/\s+/).filter(Boolean)),
  );
const system = toSet(SYSTEM);
const services = toSet(SERVICES);

/** Whether a name is reserved for everything, here or by the site. */
export function isReserved(name: string, more: readonly string[]): boolean {
  return system.has(name) || more.includes(name);
}

/** Whether no person may have this username. A project may be called like a service, such as "galaxy". */
export function isReservedUsername(name: string, more: readonly string[]): boolean {
  return isReserved(name, more) || services.has(name);
}

/** Digits that are read as letters. */
const LETTERS: Readonly<Record<string, string>> = { 0: "o", 1: "l", 3: "e", 4: "a", 5: "s", 7: "t" };

/**
 * The reserved name that someone could take this one for, because digits were added or stand for letters: "root2", "r00t". Undefined
 * if there is none.
 */
export function findLookAlike(name: string, more: readonly string[]): string | undefined {
  const bare = name.replace(/(?<![\d._-])[\d._-]+$/, "");
  const asLetters = name.replace(/\d/g, (digit) => LETTERS[digit] ?? digit);
  return [bare, asLetters, asLetters.replace(/l/g, "i")].find(
    (each) => each !== name && /\d/.test(name) && isReservedUsername(each, more),
  );
}

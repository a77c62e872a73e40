import { expect, it } from "vitest";
import {
  findLookAlike,
  isReserved,
  isReservedUsername,
} from "../../../src/pipeline/checks/reserved-names.ts";

// From base-passwd of Debian 13, setup of Red Hat Enterprise Linux 9, and the packages of the usual services.
it.each(
  `root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc _apt nobody nogroup shadow sudo adm disk
  kmem plugdev staff users operator shutdown halt ftp wheel lock nfsnobody systemd-network systemd-resolve systemd-oom messagebus
  polkitd sshd sssd tss avahi colord geoclue gdm chrony ntp rpc rpcuser named bind unbound dnsmasq dhcpd postfix exim dovecot
  dovenull amavis clamav opendkim apache nginx httpd haproxy varnish squid tomcat samba ldap openldap dirsrv freerad cups mysql
  mariadb postgres pgbouncer mongodb redis memcached etcd elasticsearch influxdb rabbitmq zookeeper prometheus grafana zabbix
  nagios icinga munin git gitlab gitea jenkins puppet ansible foreman docker libvirt qemu slurm munge condor ceph openstack nova
  neutron glance cinder keystone placement horizon heat swift octavia ironic manila barbican designate magnum jupyterhub
  globus lustre beegfs arvados postmaster abuse hostmaster webmaster security noreply admin administrator helpdesk guest acct`
    .split(/\s+/)
    .map((name) => [name]),
)("No person gets the username %s", (name) => {
  expect(isReservedUsername(name, [])).toBe(true);
});

it.each([
  ["root2", "root"],
  ["bin2", "bin"],
  ["nova17", "nova"],
  ["root_1", "root"],
  ["r00t", "root"],
  ["adm1n", "admin"],
  ["p0stgres", "postgres"],
  ["director3", "director"],
])("%s looks like %s", (name, like) => {
  expect(findLookAlike(name, ["director"])).toBe(like);
});

it.each(["asmith2", "binny", "novak", "ma1er", "rootham", "root", "lee3"])(
  "%s looks like nothing reserved",
  (name) => {
    expect(findLookAlike(name, [])).toBeUndefined();
  },
);

it("A project may be called like a service, but not like a part of the system", () => {
  expect(isReserved("nova", [])).toBe(false);
  expect(isReserved("sudo", [])).toBe(true);
  expect(isReserved("galaxy", ["galaxy"])).toBe(true);
});

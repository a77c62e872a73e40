export interface RtUser {
  readonly id: number;
  readonly password: string;
  readonly token: string;
}
/** What acct's user needs in a queue. In the queue "restricted" there is a user without each of them: "no-ShowTicket". */
export const RT_RIGHTS = [
  "SeeQueue",
  "ShowTicket",
  "ShowTicketComments",
  "CreateTicket",
  "ReplyToTicket",
  "CommentOnTicket",
  "ModifyTicket",
] as const;
export type RtUserName = "root" | "bot" | "amy" | "ben" | "weak" | `no-${(typeof RT_RIGHTS)[number]}`;
export type RtUsers = Readonly<Record<RtUserName, RtUser>>;

/** Creates the users and the queues, and prints the users. */
export const RT_SETUP = `use RT -init;
use JSON ();
sub ok { my ($ok, $message) = @_; die "$message\\n" unless $ok }
my $system = RT->SystemUser;
my $queue = RT::Queue->new($system);
ok($queue->Create(Name => 'accounts', CorrespondAddress => 'accounts@example.org'));
my $unlabeled = RT::Queue->new($system);
ok($unlabeled->Create(Name => "R&D's requests"));
my $restricted = RT::Queue->new($system);
ok($restricted->Create(Name => 'restricted'));
my @staff = qw(${RT_RIGHTS.join(" ")});
my %rights = (root => [], bot => \\@staff, amy => \\@staff, ben => \\@staff, weak => []);
my $everyone = RT::Group->new($system);
$everyone->LoadSystemInternalGroup('Everyone');
for my $in ($queue, $unlabeled) {
  ok($everyone->PrincipalObj->GrantRight(Right => $_, Object => $in)) for qw(CreateTicket ReplyToTicket);
}
for my $lacks (@staff) { $rights{"no-$lacks"} = [grep { $_ ne $lacks } @staff] }
my %made;
for my $name (sort keys %rights) {
  my $user = RT::User->new($system);
  my $password = "$name-password";
  if ($name eq 'root') { $user->Load('root'); ok($user->SetPassword($password)) }
  else { ok($user->Create(Name => $name, EmailAddress => "$name\\@example.org", Password => $password, Privileged => 1)) }
  for my $in ($queue, $unlabeled, $restricted) {
    ok($user->PrincipalObj->GrantRight(Right => $_, Object => $in)) for @{ $rights{$name} };
  }
  ok($user->PrincipalObj->GrantRight(Right => 'ManageAuthTokens', Object => RT->System));
  ok($user->PrincipalObj->GrantRight(Right => 'AdminUsers', Object => RT->System)) if $name eq 'bot';
  my $token = RT::AuthToken->new(RT::CurrentUser->new($name));
  my ($ok, $message, $secret) = $token->Create(Owner => $user->Id, Description => 'tests');
  ok($ok, $message);
  $made{$name} = { id => $user->Id + 0, password => $password, token => $secret };
}
print JSON::encode_json(\\%made);
`;

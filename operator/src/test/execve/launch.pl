# Runs a program as threads with given capabilities, as root on x86_64.
#
#   perl launch.pl PROGRAM CASES
#
# A line of CASES has, with tabs between, masks in hexadecimal and numbers: inheritable, permitted, effective, bounding
# and ambient set, real and effective user ID, no_new_privs, SECBIT_NOROOT, then of the file: whether it has
# capabilities, permitted and inheritable set, effective bit, set-user-ID bit. For each, what PROGRAM prints when it is
# given /proc/self/status goes to standard output, or "execve: ERRNO"; then a line with "--".
use strict;
use warnings;
no warnings 'portable';
use POSIX ();

my %number = (capset => 126, setresuid => 117, prctl => 157, setxattr => 188, removexattr => 197);
my ($PR_CAPBSET_DROP, $PR_SET_SECUREBITS, $PR_SET_NO_NEW_PRIVS, $PR_CAP_AMBIENT) = (24, 28, 38, 47);
my $PR_CAP_AMBIENT_RAISE = 2;
my ($SECBIT_NOROOT, $SECBIT_NO_SETUID_FIXUP) = (1, 4);
my $LAST_CAP = 40;
my $ATTRIBUTE = "security.capability\0";

sub must {
    my ($call, @arguments) = @_;
    return if syscall($number{$call}, @arguments) != -1;
    print "$call @arguments: $!\n--\n";
    exit 1;
}

sub prctl { must('prctl', @_, (0) x (5 - @_)) }

sub halves { map { my $mask = $_; map { $mask >> 32 * $_ & 0xffffffff } 0, 1 } @_ }

sub capset {
    my ($el, $eh, $pl, $ph, $il, $ih) = halves(@_);
    my ($header, $data) = (pack('L2', 0x20080522, 0), pack('L6', $el, $pl, $il, $eh, $ph, $ih));
    must('capset', $header, $data);
}

my ($program, $cases) = @ARGV;
my $path = "$program\0";
$| = 1;

open(my $own, '<', '/proc/self/status') or die $!;
my ($full) = map { /^CapPrm:\s*(\w+)/ ? hex $1 : () } <$own>;
close $own;

open(my $lines, '<', $cases) or die "$cases: $!";
while (my $line = <$lines>) {
    my @words = split /\t/, $line;
    my ($inheritable, $permitted, $effective, $bounding, $ambient) = map { hex } @words[0 .. 4];
    my ($uid, $euid, $no_new_privs, $noroot, $has) = map { $_ + 0 } @words[5 .. 9];
    my ($file_permitted, $file_inheritable) = map { hex } @words[10, 11];
    my ($file_effective, $set_user_id) = map { $_ + 0 } @words[12, 13];

    chmod($set_user_id ? 04755 : 0755, $program) or die $!;
    if ($has) {
        my ($pl, $ph, $il, $ih) = halves($file_permitted, $file_inheritable);
        my $value = pack('V5', 0x02000000 | $file_effective, $pl, $il, $ph, $ih);
        must('setxattr', $path, $ATTRIBUTE, $value, length($value), 0);
    } else {
        syscall($number{removexattr}, $path, $ATTRIBUTE);
    }

    my $child = fork() // die $!;
    if ($child == 0) {
        # Inheritable ones before the bounding set, which limits what can be added to them.
        capset($full, $full, $inheritable);
        prctl($PR_SET_SECUREBITS, $SECBIT_NO_SETUID_FIXUP);
        must('setresuid', $uid, $euid, $euid);
        for my $bit (0 .. $LAST_CAP) {
            prctl($PR_CAPBSET_DROP, $bit) unless $bounding >> $bit & 1;
            prctl($PR_CAP_AMBIENT, $PR_CAP_AMBIENT_RAISE, $bit) if $ambient >> $bit & 1;
        }
        prctl($PR_SET_SECUREBITS, $noroot ? $SECBIT_NOROOT : 0);
        prctl($PR_SET_NO_NEW_PRIVS, 1) if $no_new_privs;
        capset($effective, $permitted, $inheritable);
        { no warnings 'exec'; exec { $program } $program, '/proc/self/status'; }
        print 'execve: ', $! + 0, "\n";
        POSIX::_exit(0);
    }
    waitpid($child, 0);
    print "--\n";
}

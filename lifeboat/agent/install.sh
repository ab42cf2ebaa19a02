#!/bin/sh
# Installs the AWS Replication Agent for AWS Elastic Disaster Recovery on this Linux server. Made by Lifeboat.
#
# First every prerequisite is looked at and nothing is changed; each one that is missing is named with its fix. Then
# temporary credentials are fetched, the installer is downloaded, its SHA-512 is compared, and it is run.
#
# Usage: sh install.sh [--check]     --check ends after the prerequisites
# Exit codes: 0 done, 1 the installation failed, 2 prerequisites are missing and nothing was changed.
set -u
USUAL_UMASK=$(umask)
umask 077
LC_ALL=C
export LC_ALL

#@VALUES@

PATH="$PATH:$ROOT/usr/sbin:$ROOT/sbin"
KERNEL=$(uname -r)
PROBLEMS=0

# problem FOUND FIX
problem() {
  PROBLEMS=$((PROBLEMS + 1))
  printf '%s. %s\n   Fix: %s\n' "$PROBLEMS" "$1" "$2" >&2
}

say() { printf '%s\n' "$*"; }

fail() {
  printf 'The agent was not installed: %s\n' "$1" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# A mistyped --check must not install.
case $#:${1:-} in
  0: | 1:--check) ;;
  *)
    printf 'usage: sh install.sh [--check]; found: %s\n' "$*" >&2
    exit 2
    ;;
esac

# --- prerequisites ----------------------------------------------------------------------------------------------------

# Sets FAMILY, VERSION and NAME of the system, as the table of supported systems calls them.
read_system() {
  FAMILY='' VERSION='' NAME='an unknown system'
  if [ -r "$ROOT/etc/os-release" ]; then
    id=$(sed -n 's/^ID=//p' "$ROOT/etc/os-release" | tr -d "\"'" | head -n 1)
    VERSION=$(sed -n 's/^VERSION_ID=//p' "$ROOT/etc/os-release" | tr -d "\"'" | head -n 1)
  elif [ -r "$ROOT/etc/redhat-release" ]; then
    # Release 6 has no os-release.
    case $(cat "$ROOT/etc/redhat-release") in
      CentOS*) id=centos ;;
      Red\ Hat*) id=rhel ;;
      *) id='' ;;
    esac
    VERSION=$(sed -n 's/.*release \([0-9][0-9.]*\).*/\1/p' "$ROOT/etc/redhat-release" | head -n 1)
  else
    return
  fi
  NAME="$id $VERSION"
  FAMILY=$(printf '%s\n' "$SYSTEMS" | awk -v id="$id" '$1 == id { print $2; exit }')
}

# Whether VERSION lies in one of the ranges of FAMILY; it is compared as far as it is written.
is_supported() {
  printf '%s\n' "$SYSTEMS" | awk -v family="$FAMILY" -v version="$VERSION" '
    function order(left, right, most,   a, b, n, m, i) {
      n = split(left, a, "."); m = split(right, b, ".")
      for (i = 1; i <= most; i++) {
        if (i > n || i > m) return n < m && n < most ? -1 : (m < n && m < most ? 1 : 0)
        if (a[i] + 0 != b[i] + 0) return a[i] + 0 < b[i] + 0 ? -1 : 1
      }
      return 0
    }
    function depth(text,   a) { return split(text, a, ".") }
    $2 == family && order($3, version, depth(version)) <= 0 && order(version, $4, depth($4)) <= 0 { found = 1 }
    END { exit !found }'
}

check_system() {
  if [ "$(id -u)" != 0 ]; then
    problem "this is not root" "run the script with sudo; the installer adds a user and a driver"
  fi
  machine=$(uname -m)
  if [ "$machine" != x86_64 ]; then
    problem "the processor is $machine" "none on this server: DRS replicates 64-bit x86 servers only"
  fi
  read_system
  if [ -z "$FAMILY" ] || ! is_supported; then
    problem "DRS does not list $NAME" "update the system to a version that DRS lists, or leave this server out"
  fi
  check_kernel
}

check_kernel() {
  newer=$(printf '%s %s\n' "$KERNEL" "$NEWEST_KERNEL" | awk '{ split($1, a, "."); split($2, b, ".")
    print (a[1] + 0 > b[1] + 0 || (a[1] + 0 == b[1] + 0 && a[2] + 0 > b[2] + 0)) ? "yes" : "no" }')
  if [ "$newer" = yes ]; then
    problem "kernel $KERNEL is newer than $NEWEST_KERNEL" "boot an older kernel of the distribution"
  fi
  case $FAMILY:$KERNEL in
    ubuntu:*-azure*)
      problem "kernel $KERNEL is one for Azure only; it finds neither disk nor network in EC2" \
        "apt-get install linux-generic (or linux-aws), make it the default in GRUB, reboot, and remove the linux-azure kernels"
      ;;
  esac
  for state in "$ROOT"/sys/firmware/efi/efivars/SecureBoot-*; do
    if [ -r "$state" ] && [ "$(od -An -tu1 "$state" | awk 'NF { last = $NF } END { print last }')" = 1 ]; then
      problem "Secure Boot is on: the kernel will not load the agent's driver" \
        "turn Secure Boot off in the VM's security settings, with your security team's consent"
    fi
  done
}

check_headers() {
  case $FAMILY in
    '') return ;;
    ubuntu | debian) headers="$ROOT/usr/src/linux-headers-$KERNEL" fix="apt-get install linux-headers-$KERNEL" ;;
    suse) headers='' fix="zypper install the kernel-default-devel of $KERNEL" ;;
    *)
      headers="$ROOT/usr/src/kernels/$KERNEL" fix="yum install kernel-devel-$KERNEL"
      case $KERNEL in *uek*) fix="yum install kernel-uek-devel-$KERNEL" ;; esac
      ;;
  esac
  if [ -n "$headers" ] && [ -h "$headers" ]; then
    problem "the kernel headers in $headers are a symbolic link" "rm $headers, then $fix"
  elif [ -n "$headers" ] && [ ! -d "$headers" ]; then
    problem "there are no headers of the running kernel $KERNEL in $headers" "$fix"
  elif [ -z "$headers" ] && [ ! -d "$ROOT/lib/modules/$KERNEL/build/" ]; then
    problem "there are no headers of the running kernel $KERNEL" "$fix"
  fi
}

check_tools() {
  has curl || problem "there is no curl" "install the package curl"
  has sha512sum || problem "there is no sha512sum" "install the package coreutils"
  for name in gcc make; do
    has "$name" || problem "there is no $name to build the agent's driver with" "install the packages gcc and make"
  done
  PYTHON=''
  for name in python3 python python2 "$ROOT/usr/libexec/platform-python"; do
    if [ -z "$PYTHON" ] && has "$name"; then PYTHON=$name; fi
  done
  [ -n "$PYTHON" ] || problem "there is no Python" "install Python 3 (Python 2.4 and later is enough)"
  if ! has dhclient; then
    case $FAMILY in
      ubuntu | debian) fix='apt-get install isc-dhcp-client' ;;
      suse) fix='zypper install dhcp-client' ;;
      *) fix='yum install dhcp-client (dhclient on release 7 and before)' ;;
    esac
    problem "there is no dhclient: the recovered server would not get its address" "$fix"
  fi
  if [ ! -d "$ROOT/boot/grub" ] && [ ! -d "$ROOT/boot/grub2" ]; then
    problem "neither /boot/grub nor /boot/grub2 is there" "install GRUB and boot by it; DRS needs GRUB 1 or 2"
  fi
  case $FAMILY in
    rhel | centos | oracle-linux | rocky)
      if [ -d "$ROOT/sys/firmware/efi" ] && [ ! -d "$ROOT/usr/lib/grub/i386-pc" ]; then
        problem "there is no grub2-pc-modules, which DRS needs of disks with GPT" "yum install grub2-pc-modules"
      fi
      ;;
  esac
}

# Filters of disks that keep the agent's driver from seeing what is written.
check_drivers() {
  for driver in oracleafd emcp; do
    case $driver in
      oracleafd) named='Oracle ASM Filter Driver' fix='deconfigure it (asmcmd afd_deconfigure) and reboot' ;;
      emcp) named='PowerPath' fix='ask AWS Support before an agent is installed beside it' ;;
    esac
    if grep -q "^$driver " "$ROOT/proc/modules" 2>/dev/null; then
      problem "$named is loaded, and the agent's driver cannot work beside it" "$fix"
    fi
  done
}

# mebibytes_free PATH
mebibytes_free() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }'; }

check_room() {
  free=$(mebibytes_free /)
  if [ "${free:-0}" -lt 4096 ]; then
    problem "/ has ${free:-no} MiB free" "make room: the agent needs 4 GiB there"
  fi
  free=$(mebibytes_free /tmp)
  if [ "${free:-0}" -lt 500 ]; then
    problem "/tmp has ${free:-no} MiB free" "make room: the installer needs 500 MB there"
  fi
  if awk '$2 == "/boot" { own = 1 } END { exit !own }' "$ROOT/proc/mounts"; then
    free=$(mebibytes_free /boot)
    if [ "${free:-0}" -lt 50 ]; then
      problem "/boot has ${free:-no} MiB free" "make room: the installer needs 50 MB there; remove old kernels"
    fi
  fi
  options=$(awk '$2 == "/" && !own { o = $4 } $2 == "/tmp" { o = $4; own = 1 } END { print o }' "$ROOT/proc/mounts")
  case ",$options," in
    *,noexec,*) problem "/tmp is mounted with noexec" "mount /tmp -o remount,exec until the agent is installed" ;;
  esac
  case ",$options," in
    *,ro,*) problem "/tmp is mounted read-only" "mount /tmp -o remount,rw" ;;
  esac
  memory=$(awk '/^MemAvailable:/ { a = $2 } /^MemFree:/ { f = $2 } END { print int((a ? a : f) / 1024) }' "$ROOT/proc/meminfo")
  if [ "${memory:-0}" -lt 300 ]; then
    problem "${memory:-no} MiB of memory are free" "free some: the agent needs 300 MB"
  fi
}

# reach URL: one HTTPS request. What curl answers tells names, routes, TLS and certificates apart.
reach() {
  host=${1#*://}
  host=${host%%/*}
  curl --silent --show-error --head --tlsv1.2 --connect-timeout 10 --max-time 20 --output /dev/null "$1" 2>/dev/null
  case $? in
    0) ;;
    5 | 6) problem "the name $host cannot be resolved" "let this server's DNS resolve it, or forward it to AWS" ;;
    7 | 28) problem "$host cannot be reached on TCP 443" "open TCP 443 out to it, in NSG, firewall and route table" ;;
    35 | 4 | 2) problem "there is no TLS 1.2 with $host" "update curl and OpenSSL, or take the firewall's TLS inspection off it" ;;
    60 | 77 | 51) problem "the certificate of $host is not trusted" "install Amazon's root certificates, or take the firewall's TLS inspection off it" ;;
    *) problem "$host does not answer as HTTPS does" "try: curl -v $1" ;;
  esac
}

check_network() {
  has curl || return
  for url in $REACH; do reach "$url"; done
  theirs=$(curl --silent --head --connect-timeout 10 --max-time 20 "${REACH%% *}" 2>/dev/null |
    tr -d '\r' | sed -n 's/^[Dd]ate: //p' | head -n 1)
  seconds=$(date -u -d "$theirs" +%s 2>/dev/null) || seconds=''
  if [ -n "$theirs" ] && [ -n "$seconds" ]; then
    skew=$(($(date -u +%s) - seconds))
    if [ "${skew#-}" -gt 240 ]; then
      problem "the clock is ${skew#-} seconds off" "set the time; AWS refuses requests that are 5 minutes off"
    fi
  fi
  if [ -n "$STAGING_ADDRESS" ] && [ -n "$PYTHON" ]; then
    "$PYTHON" -c 'import socket, sys; socket.setdefaulttimeout(10); socket.socket().connect((sys.argv[1], int(sys.argv[2])))' \
      "$STAGING_ADDRESS" "$REPLICATION_PORT" 2>/dev/null ||
      problem "$STAGING_ADDRESS cannot be reached on TCP $REPLICATION_PORT" \
        "open TCP 1500 out to the staging subnets; is the tunnel up and a replication server there?"
  fi
}

# --- devices ----------------------------------------------------------------------------------------------------------

# Azure's temporary disk: /dev/disk/azure/resource, or a local NVMe disk. Its content is lost whenever the VM moves.
temporary_disks() {
  if [ -e "$ROOT/dev/disk/azure/resource" ]; then readlink -f "$ROOT/dev/disk/azure/resource"; fi
  for model in "$ROOT"/sys/block/nvme*/device/model; do
    [ -r "$model" ] || continue
    case $(cat "$model") in
      *'NVMe Direct Disk'*)
        disk=${model%/device/model}
        say "$ROOT/dev/${disk##*/}"
        ;;
    esac
  done
}

# Sets CHOSEN: the disks to name to the installer, with commas; nothing where it may take all.
choose_devices() {
  CHOSEN=''
  if [ -n "$DEVICES" ]; then
    CHOSEN=$DEVICES
    for disk in $(printf '%s' "$DEVICES" | tr ',' ' '); do
      [ -e "$ROOT$disk" ] || problem "there is no disk $disk" "name disks that are there; lsblk lists them"
    done
    return
  fi
  temporary=$(temporary_disks)
  [ -n "$temporary" ] || return
  if ! has lsblk; then
    problem "there is no lsblk to tell the disks apart" "install util-linux, or name the disks with --devices"
    return
  fi
  # Without -p, which lsblk of release 6 does not know.
  for disk in $(lsblk -dn -o NAME,TYPE | awk '$2 == "disk" { print "/dev/" $1 }'); do
    case $disk in */zram* | */fd* | */ram*) continue ;; esac
    case "
$temporary
" in
      *"
$ROOT$disk
"*) ;;
      *) CHOSEN=${CHOSEN:+$CHOSEN,}$disk ;;
    esac
  done
  # None named, the installer would take them all, Azure's temporary disk too.
  [ -n "$CHOSEN" ] || problem "lsblk names no disk but the temporary one" "name the disks with --devices"
}

# --- credentials ------------------------------------------------------------------------------------------------------

# tag NAME: the text of an XML element on standard input
tag() { tr -d '\n' | sed -n "s/.*<$1>\([^<]*\)<\/$1>.*/\1/p"; }

# The VM's managed identity proves itself to AWS: no key is stored anywhere, and none is on a command line here.
credentials_of_identity() {
  answer=$(curl --silent --show-error --noproxy '*' --connect-timeout 5 --max-time 30 --get -H 'Metadata: true' \
    --data-urlencode 'api-version=2018-02-01' --data-urlencode "resource=$IDENTITY_AUDIENCE" \
    --data-urlencode "client_id=$IDENTITY_CLIENT_ID" "$METADATA/metadata/identity/oauth2/token" 2>&1) ||
    fail "Azure's metadata service does not answer: $answer. Is this an Azure VM?"
  token=$(printf '%s' "$answer" | tr -d '\n' | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')
  [ -n "$token" ] || fail "Azure gave no token for the identity $IDENTITY_CLIENT_ID. Assign it to this VM:
  az vm identity assign --ids <resource id of the VM> --identities <resource id of the identity>
then run this again. Azure says: $(printf '%s' "$answer" | cut -c 1-400)"
  session=$(hostname | tr -c 'A-Za-z0-9_=,.@\n-' - | cut -c 1-60)
  answer=$(printf '%s' "$token" | curl --silent --show-error --tlsv1.2 --connect-timeout 10 --max-time 30 \
    --data-urlencode 'Action=AssumeRoleWithWebIdentity' --data-urlencode 'Version=2011-06-15' \
    --data-urlencode "RoleArn=$ROLE_ARN" --data-urlencode "RoleSessionName=vm-$session" \
    --data-urlencode 'DurationSeconds=3600' --data-urlencode 'WebIdentityToken@-' "$STS" 2>&1) ||
    fail "AWS STS does not answer: $answer"
  KEY_ID=$(printf '%s' "$answer" | tag AccessKeyId)
  SECRET=$(printf '%s' "$answer" | tag SecretAccessKey)
  SESSION_TOKEN=$(printf '%s' "$answer" | tag SessionToken)
  if [ -z "$KEY_ID" ] || [ -z "$SECRET" ] || [ -z "$SESSION_TOKEN" ]; then
    fail "AWS gave no credentials for $ROLE_ARN: $(printf '%s' "$answer" | tag Code) $(printf '%s' "$answer" | tag Message)"
  fi
}

# ask NAME: reads a line that is not shown into ANSWER
ask() {
  printf '%s: ' "$1" >&2
  stty -echo 2>/dev/null
  IFS= read -r ANSWER || ANSWER=''
  stty echo 2>/dev/null
  printf '\n' >&2
}

credentials_of_person() {
  KEY_ID=${AWS_ACCESS_KEY_ID:-} SECRET=${AWS_SECRET_ACCESS_KEY:-} SESSION_TOKEN=${AWS_SESSION_TOKEN:-}
  if [ -z "$KEY_ID" ]; then
    # Whoever gives up in the middle gets a terminal back that shows what is typed.
    trap 'stty echo 2>/dev/null; exit 1' HUP INT TERM
    ask 'AWS access key id (temporary, ASIA...)' && KEY_ID=$ANSWER
    ask 'AWS secret access key' && SECRET=$ANSWER
    ask 'AWS session token' && SESSION_TOKEN=$ANSWER
  fi
  case $KEY_ID in
    ASIA*) ;;
    *) fail "these are no temporary credentials. Get some with aws sts assume-role; their key id begins with ASIA." ;;
  esac
  if [ -z "$SECRET" ] || [ -z "$SESSION_TOKEN" ]; then
    fail "the secret access key or the session token is missing."
  fi
}

# --- installation -----------------------------------------------------------------------------------------------------

download() {
  WORK=$(mktemp -d /tmp/lifeboat-agent.XXXXXX) || fail "no directory could be made in /tmp."
  trap 'rm -rf "$WORK"' EXIT
  trap 'exit 1' HUP INT TERM
  for pair in "installer $INSTALLER_URL" "sha512 $HASH_URL"; do
    curl --silent --show-error --fail --tlsv1.2 --connect-timeout 10 --retry 3 --output "$WORK/${pair%% *}" "${pair#* }" ||
      fail "${pair#* } could not be downloaded."
  done
  expected=$(awk 'NR == 1 { print tolower($1) }' "$WORK/sha512")
  found=$(sha512sum "$WORK/installer" | awk '{ print $1 }')
  if [ "${#expected}" != 128 ] || [ "$expected" != "$found" ]; then
    fail "the SHA-512 of the installer is $found, and AWS publishes ${expected:-none}. It was not run."
  fi
  chmod 700 "$WORK/installer"
}

install_agent() {
  set -- --region "$REGION" --no-prompt
  if [ -n "$CHOSEN" ]; then
    say "Replicating $CHOSEN."
    set -- "$@" --devices "$CHOSEN" --force-volumes
  fi
  [ -z "$ENDPOINT" ] || set -- "$@" --endpoint "$ENDPOINT"
  [ -z "$S3_ENDPOINT" ] || set -- "$@" --s3-endpoint "$S3_ENDPOINT"
  if [ -n "$TAGS" ] && [ -e "$ROOT/var/lib/aws-replication-agent" ]; then
    say "An agent is here already: its tags stay as they are in DRS."
  elif [ -n "$TAGS" ]; then
    set -- "$@" --tags
    while IFS= read -r pair; do set -- "$@" "$pair"; done <<TAGS_END
$TAGS
TAGS_END
  fi
  # The installer takes unattended credentials as arguments only: for its run, the machine's users can see them in the
  # list of processes. They end within the hour and can do nothing but add a server.
  # The agent runs as a user of its own, who has to read what is installed: not with this script's umask.
  (
    umask "$USUAL_UMASK"
    exec "$WORK/installer" "$@" --aws-access-key-id "$KEY_ID" --aws-secret-access-key "$SECRET" \
      --aws-session-token "$SESSION_TOKEN" </dev/null
  ) ||
    fail "the installer ended with $?. Its log is aws_replication_agent_installer.log in this directory."
}

say "Looking at the prerequisites of the AWS Replication Agent; nothing is changed."
check_system
check_headers
check_tools
check_drivers
check_room
check_network
choose_devices
if [ "$PROBLEMS" -gt 0 ]; then
  printf '%s prerequisites are missing; nothing was changed.\n' "$PROBLEMS" >&2
  exit 2
fi
say "All prerequisites are met."
[ "${1:-}" != --check ] || exit 0
if [ -n "$IDENTITY_CLIENT_ID" ]; then credentials_of_identity; else credentials_of_person; fi
download
install_agent
say "The AWS Replication Agent is installed. The first sync begins by itself."

#!/bin/sh
# Sets up what is missing (system packages, a virtual environment), then runs the course.
#   ./tutor.sh [-y] [ARGS…]    set up, then run: tutor ARGS…
#   ./tutor.sh [-y] test       set up with the developers' tools, then run every check
#   ./tutor.sh packages        print the names of all system packages that it would ever install here
# TUTOR_CACHE=DIR takes packages (Debian family) and wheels from there in place of the network:
# vagrant/prepare fills such a folder.
# It never starts, stops or reconfigures a Docker engine: the course brings up its own.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
venv=$here/.venv
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

say() { printf 'tutor: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# command : apt : dnf : pacman : zypper
needed='dockerd:docker.io:moby-engine:docker:docker
docker:docker.io:docker-cli:docker:docker
containerd:containerd:containerd:containerd:containerd
runc:runc:runc:runc:runc
iptables:iptables:iptables-nft:iptables:iptables
nft:nftables:nftables:nftables:nftables
ip:iproute2:iproute:iproute2:iproute2
newuidmap:uidmap:shadow-utils-subid:shadow:shadow
busybox:busybox-static:busybox:busybox:busybox-static
tcpdump:tcpdump:tcpdump:tcpdump:tcpdump
nsenter:util-linux:util-linux:util-linux:util-linux
python3:python3:python3:python:python3'
for_tests='shellcheck:shellcheck:ShellCheck:shellcheck:ShellCheck
mosquitto:mosquitto:mosquitto:mosquitto:mosquitto
git:git:git:git:git
tmux:tmux:tmux:tmux:tmux'

manager() {
    for tool in apt-get dnf pacman zypper; do
        have "$tool" && { echo "$tool"; return; }
    done
}

column() {
    case $1 in apt-get) echo 2 ;; dnf) echo 3 ;; pacman) echo 4 ;; zypper) echo 5 ;; esac
}

everything=0
lacks() { [ "$everything" = 1 ] || ! have "$1"; }

missing_packages() {
    for line in $needed; do
        ! lacks "${line%%:*}" || echo "$line" | cut -d: -f"$1"
    done
    # Debian keeps venv's parts in a package of their own, and the Docker client too from 13 on.
    if [ "$1" = 2 ]; then
        if lacks python3 || ! python3 -c 'import ensurepip' 2>/dev/null; then echo python3-venv; fi
        if lacks docker && apt-cache show docker-cli >/dev/null 2>&1; then echo docker-cli; fi
    fi
}

all_present() {
    for line in $needed; do
        have "${line%%:*}" || return 1
    done
}

# Apt shall take from the folder alone; the lists that it has of other places stay.
apt="apt-get"
use_package_cache() {
    [ -e "${TUTOR_CACHE:-}/packages/Packages" ] || return 0
    sources=$(mktemp)
    echo "deb [trusted=yes] file:$TUTOR_CACHE/packages ./" >"$sources"
    apt="apt-get -o Dir::Etc::SourceList=$sources -o Dir::Etc::SourceParts=-"
    apt="$apt -o APT::Get::List-Cleanup=0 -o APT::Sandbox::User=root"
}

install_command() {
    case $1 in
        apt-get) echo "$apt install --no-install-recommends --no-upgrade -y $2" ;;
        dnf) echo "dnf install -y $2" ;;
        pacman) echo "pacman -S --needed --noconfirm $2" ;;
        zypper) echo "zypper --non-interactive install $2" ;;
    esac
}

agreed() {
    [ "$yes" = 1 ] && return
    [ -t 0 ] && [ -t 2 ] || return 0
    printf 'tutor: install them now? [Y/n] ' >&2
    read -r answer
    case $answer in [nN]*) return 1 ;; esac
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# A package that brings dockerd would start it at once and at every boot: the learner asked for
# a course, not for a second network on this machine. Only an engine that this script has just
# brought is kept from starting; one that was there before is never touched.
# shellcheck disable=SC2016 # another shell expands it
keep_engine_stopped='
set -eu
policy=/usr/sbin/policy-rc.d
[ -e $policy ] || { printf "#!/bin/sh\nexit 101\n" >$policy; chmod 755 $policy; trap "rm -f $policy" EXIT; }
'
leave_engine_disabled='
if [ -d /run/systemd/system ]; then
    systemctl disable --quiet docker.service docker.socket containerd.service 2>/dev/null || true
fi
'

install_packages() {
    tool=$(manager)
    [ -n "$tool" ] || die "no apt, dnf, pacman or zypper here; install by hand the commands:" \
        "$(echo "$needed" | cut -d: -f1 | tr '\n' ' ')"
    use_package_cache
    packages=$(missing_packages "$(column "$tool")" | sort -u | tr '\n' ' ')
    command=$(install_command "$tool" "${packages% }")
    say "the course needs these system packages: $packages"
    if [ "$(id -u)" != 0 ] && ! have sudo; then
        die "you are not root and there is no sudo; ask an administrator to run: $command"
    fi
    agreed || die "nothing was installed; when you are ready: $command"
    script=$command
    [ "$tool" != apt-get ] || script="$apt update -q
DEBIAN_FRONTEND=noninteractive $command"
    have dockerd || script="$keep_engine_stopped$script$leave_engine_disabled"
    log=$(mktemp)
    say "installing (this can take a minute) …"
    if ! as_root sh -c "$script" >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        die "that failed (all of it is in $log); an administrator can run: $command"
    fi
    rm -f "$log" ${sources:+"$sources"}
}

# Debian packages Vagrant with a provider; with both, the static part examines vagrant/Vagrantfile.
add_vagrant() {
    [ "$(id -u)" = 0 ] && have apt-get || return 0
    ! dpkg -s vagrant vagrant-libvirt >/dev/null 2>&1 || return 0
    say "installing vagrant, to examine vagrant/Vagrantfile …"
    command="DEBIAN_FRONTEND=noninteractive $(install_command apt-get 'vagrant vagrant-libvirt')"
    log=$(mktemp)
    sh -c "$command" >"$log" 2>&1 || sh -c "$apt update -q && $command" >"$log" 2>&1 ||
        say "vagrant could not be installed ($log); the Vagrantfile is not examined"
}

find_python() {
    for python in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        "$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
            { command -v "$python"; return; }
    done
    return 1
}

pip_cache() { [ ! -d "${TUTOR_CACHE:-}/wheels" ] || printf '%s\n' --no-index --find-links="$TUTOR_CACHE/wheels"; }

# The lock in the environment is a copy of the one it was made from: equal means up to date.
fresh() { cmp -s "$here/$1" "$venv/$1" && [ -x "$venv/bin/python" ]; }

# shellcheck disable=SC2086 # words: none of them has a space, which is asked of TUTOR_CACHE below
make_environment() {
    python=$(find_python) || die "Python 3.11 or newer is needed; this machine has $(python3 -V 2>&1)"
    [ -w "$here" ] || die "$here is not yours to write to; clone the course into a folder of your own"
    offline=$(pip_cache)
    say "preparing $venv with $("$python" -V) …"
    rm -f "$venv/requirements.lock" "$venv/requirements-dev.lock"
    if have uv; then
        [ -x "$venv/bin/python" ] || uv venv -q --python "$python" "$venv"
        uv pip install -q $offline --compile-bytecode --python "$venv/bin/python" --require-hashes -r "$here/$1"
    else
        [ -x "$venv/bin/pip" ] || "$python" -m venv --clear "$venv"
        "$venv/bin/pip" install -q $offline --disable-pip-version-check --require-hashes -r "$here/$1"
    fi
    "$venv/bin/python" -c 'import site, sys
open(site.getsitepackages()[0] + "/tutor-checkout.pth", "w").write(sys.argv[1] + "\n")' "$here"
    "$venv/bin/python" -m compileall -q "$here/tutor" || true
    cp "$here/requirements.lock" "$venv/"
    [ "$1" = requirements.lock ] || cp "$here/$1" "$venv/"
}

yes=0
if [ "${1:-}" = -y ]; then
    yes=1
    shift
fi
case ${TUTOR_CACHE:-} in
    *[!A-Za-z0-9/._-]*) die "TUTOR_CACHE must be a path of letters, digits and / . _ - only: $TUTOR_CACHE" ;;
    '' | /*) ;;
    *) die "TUTOR_CACHE must be an absolute path: $TUTOR_CACHE" ;;
esac
if [ "${1:-}" = packages ]; then
    everything=1
    missing_packages "$(column "$(manager)")" | sort -u
    exit
fi
if [ "${1:-}" = test ]; then
    needed="$needed
$for_tests"
fi
all_present || install_packages
all_present || die "still missing after the installation: $(missing_packages 2 | tr '\n' ' ')"
if [ "${1:-}" = test ]; then
    shift
    case " ${*:-static} " in *' static '*) add_vagrant ;; esac
    fresh requirements-dev.lock || make_environment requirements-dev.lock
    exec "$here/tests/run" "$@"
fi
fresh requirements.lock || make_environment requirements.lock
case $0 in */*) program=$0 ;; *) program=./$0 ;; esac
TUTOR_PROGRAM=$program exec "$venv/bin/python" -P -m tutor "$@"

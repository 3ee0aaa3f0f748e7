#!/usr/bin/env bash
# Servers beside that of the test run, for the length of one test.
#
#   beside.sh pgbouncer SIZE   PgBouncer in transaction mode before DATABASE_URL, with so many
#                              connections to it
#   beside.sh tls              a server that talks TLS only, and the directory of its certificates:
#                              ca.pem signed those of `localhost` and of the client `certified`,
#                              other.pem none
#   beside.sh own SETTING...   a server of the test's own, with these settings (name=value); it obeys
#                              the lines of input, and answers each with `done`:
#                                freeze   stops its WAL writer
#                                kill     kills every process of it at once
#                                start    starts it again on the same directory, if it is not alive
#   beside.sh small SIZE SETTING...
#                              the same on a disk of that size: a tmpfs, which root may mount. Obeys
#                                larger   too: the disk is ten times as large from then on
#   beside.sh standby URL      a standby that follows the server there
#
# Prints `ready` and the URLs (or paths), and goes on until its input ends: the test is over, or dead.
# Then it stops what it started, and only that.
set -euo pipefail
# shellcheck source=adapters/postgres/tests/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"

small_disk=
own_initdb=()

main() {
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    beside_dir=$(mktemp -d "${TMPDIR:-/tmp}/palco-beside.XXXXXX")
    chmod 755 "$beside_dir"
    local kind=$1
    shift
    case $kind in
        pgbouncer) start_pgbouncer "$@" ;;
        tls) start_tls ;;
        own) _pg_make_directory; start_own "$@" ;;
        small) start_small "$@" ;;
        standby) start_standby "$@" ;;
        *) echo "there is no $kind" >&2; return 2 ;;
    esac
    local order
    while read -r order; do
        case $order in
            freeze) freeze_wal_writer ;;
            kill) kill_own ;;
            start) start_own_again ;;
            larger) mount -o "remount,size=$((10 * small_size))" "$small_disk" ;;
            *) echo "there is no order $order" >&2; return 2 ;;
        esac
        echo done
    done
}

clean_up() {
    local status=$?
    trap '' INT TERM
    stop_pgbouncer || true
    # Its directory cannot be removed while the disk is mounted there.
    stop_postgres 2>/dev/null || true
    [ -z "$small_disk" ] || { umount -l "$small_disk" && rm -rf "$(dirname "$small_disk")"; } || true
    rm -rf "$beside_dir"
    exit "$status"
}

start_pgbouncer() {
    local size=$1 program port attempt tries
    program=$(pgbouncer_program)
    # [1] user, [2] password, [3] host, [4] port, [5] database.
    local form='^postgres(ql)?://([^:@/]+):?([^@/]*)@([^:/?]+):?([0-9]*)/([^?]*)'
    [[ "$DATABASE_URL" =~ $form ]] || { echo "DATABASE_URL is not understood" >&2; return 1; }
    local user=${BASH_REMATCH[2]} password=${BASH_REMATCH[3]} host=${BASH_REMATCH[4]}
    local server_port=${BASH_REMATCH[5]:-5432} database=${BASH_REMATCH[6]}
    for attempt in 1 2 3 4 5; do
        port=$(_pg_free_port)
        # No ignore_startup_parameters: what the store sends must be what every pooler takes.
        cat >"$beside_dir/pgbouncer.ini" <<EOF
[databases]
$database = host=$host port=$server_port dbname=$database user=$user${password:+ password=$password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = $size
max_client_conn = 500
query_wait_timeout = 30
pidfile = $beside_dir/run/pid
EOF
        mkdir -p "$beside_dir/run"
        # PgBouncer does not run as root either.
        [ "$(id -u)" -ne 0 ] || chown "$(_pg_user)" "$beside_dir/run" "$beside_dir/pgbouncer.ini"
        _pg_run setsid "$program" -q "$beside_dir/pgbouncer.ini" \
            >>"$beside_dir/pgbouncer.log" 2>&1 </dev/null &
        pgbouncer_job=$!
        for tries in $(seq 100); do
            if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && [ -s "$beside_dir/run/pid" ]; then
                echo "ready postgres://$user@127.0.0.1:$port/$database"
                return 0
            fi
            kill -0 "$pgbouncer_job" 2>/dev/null || break
            sleep 0.1
        done
    done
    cat "$beside_dir/pgbouncer.log" >&2
    return 1
}

stop_pgbouncer() {
    local pid tries
    pid=$(cat "$beside_dir/run/pid" 2>/dev/null) || return 0
    # SIGTERM: at once.
    kill -TERM "$pid" 2>/dev/null || return 0
    for tries in $(seq 50); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
}

pgbouncer_program() {
    local candidate
    for candidate in "$(command -v pgbouncer || true)" /usr/sbin/pgbouncer; do
        [ ! -x "$candidate" ] || { echo "$candidate"; return; }
    done
    install_missing pgbouncer
    echo /usr/sbin/pgbouncer
}

install_missing() {
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "$1 is missing: apt-get install $1" >&2
        return 1
    fi
    apt-get -o DPkg::Lock::Timeout=120 update -q >&2 || true
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -q \
        --no-install-recommends "$1" >&2
}

start_standby() {
    unset DATABASE_URL
    _pg_make_directory
    _pg_run "$palco_pg_bin/pg_basebackup" -d "$1" -D "$palco_pg_dir/data" \
        --checkpoint=fast --wal-method=stream --no-sync --write-recovery-conf >&2
    chmod 700 "$palco_pg_dir/data"
    _pg_serve
    echo "ready $DATABASE_URL"
}

start_tls() {
    # The server that pip has knows no TLS.
    [ -n "$(_pg_bin_on_path)$(_pg_bins_of_debian)" ] || install_missing postgresql
    command -v openssl >/dev/null || install_missing openssl
    unset DATABASE_URL
    _pg_make_cluster
    make_certificates
    cat >>"$palco_pg_dir/data/postgresql.conf" <<EOF
ssl = on
ssl_cert_file = '$beside_dir/localhost.pem'
ssl_key_file = '$beside_dir/localhost.key'
ssl_ca_file = '$beside_dir/ca.pem'
EOF
    cat >"$palco_pg_dir/data/pg_hba.conf" <<EOF
hostssl all certified 127.0.0.1/32 cert
hostssl all all       127.0.0.1/32 trust
EOF
    _pg_serve
    echo "ready $DATABASE_URL $beside_dir"
}

start_small() {
    small_size=$1
    shift
    [ "$(id -u)" -eq 0 ] || { echo "only root can make a small disk" >&2; return 1; }
    _pg_make_directory
    mkdir "$palco_pg_dir/data"
    local user
    user=$(_pg_user)
    mount -t tmpfs -o "size=$small_size,mode=700,uid=$(id -u "$user"),gid=$(id -g "$user")" \
        palco-small "$palco_pg_dir/data"
    small_disk=$palco_pg_dir/data
    own_initdb=(--wal-segsize=1)
    start_own "$@"
}

start_own() {
    unset DATABASE_URL
    _pg_fill_directory "${own_initdb[@]}"
    printf '%s\n' "$@" >>"$palco_pg_dir/data/postgresql.conf"
    _pg_serve
    own_port=${DATABASE_URL##*:}
    own_port=${own_port%%/*}
    echo "ready $DATABASE_URL"
}

# Sets own_state and own_parent, of /proc/PID/stat; no process is started for it.
own_stat() {
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    read -r own_state own_parent _ <<<"${stat##*) }"
}

# Sets own_children.
list_own_children() {
    local pid
    own_children=()
    for pid in /proc/[0-9]*; do
        pid=${pid#/proc/}
        if own_stat "$pid" && [ "$own_parent" = "$palco_pg_pid" ]; then
            own_children+=("$pid")
        fi
    done
}

freeze_wal_writer() {
    local pid name
    list_own_children
    for pid in "${own_children[@]}"; do
        { IFS= read -r -d '' name <"/proc/$pid/cmdline" || true; } 2>/dev/null
        case $name in
            *walwriter*) kill -STOP "$pid"; return ;;
        esac
    done
    echo "no WAL writer" >&2
    return 1
}

kill_own() {
    local pid
    # Stopped, it starts no more of them.
    kill -STOP "$palco_pg_pid"
    while own_stat "$palco_pg_pid" && [ "$own_state" != T ]; do sleep 0.01; done
    list_own_children
    kill -KILL "$palco_pg_pid" "${own_children[@]}"
    for pid in "$palco_pg_pid" "${own_children[@]}"; do
        while own_stat "$pid" && [[ $own_state != [ZX] ]]; do sleep 0.01; done
    done
}

start_own_again() {
    ! own_stat "$palco_pg_pid" || [[ $own_state == [ZX] ]] || return 0
    _pg_launch "$palco_pg_bin" "$own_port" && return
    tail -n 20 "$palco_pg_dir/server.log" >&2
    return 1
}

make_certificates() {
    cat >"$beside_dir/ca.cnf" <<EOF
[req]
distinguished_name = name
x509_extensions = authority
[name]
[authority]
basicConstraints = critical, CA:TRUE
EOF
    local name new=(openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    (
        cd "$beside_dir"
        for name in ca other; do
            "${new[@]}" -x509 -days 2 -config ca.cnf -subj "/CN=$name" \
                -keyout "$name.key" -out "$name.pem"
        done
        for name in localhost certified; do
            "${new[@]}" -config ca.cnf -subj "/CN=$name" -keyout "$name.key" -out "$name.csr"
            echo "subjectAltName = DNS:$name" >"$name.cnf"
            openssl x509 -req -days 2 -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial \
                -extfile "$name.cnf" -out "$name.pem"
        done
        chmod 600 localhost.key
        [ "$(id -u)" -ne 0 ] || chown "$(_pg_user)" localhost.key
    ) >"$beside_dir/openssl.log" 2>&1 || { cat "$beside_dir/openssl.log" >&2; return 1; }
}

main "$@"

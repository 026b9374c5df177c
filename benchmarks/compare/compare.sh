#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# compare.sh APPLIANCE [ROUNDS] - flows a CPU-second of Polder and of FastNetMon, as Debian ships it, in one interleaved run.
#
# APPLIANCE is the folder of a built appliance (./run --build, unpacked anywhere). Needs root, iproute2, taskset, curl and
# `apt-get install fastnetmon`. Everything happens in a network namespace of its own, over its loopback; the sender has CPU 0, who
# is measured CPU 1. Both count flows of 10.10.0.0/16 and ban nobody. CPU is user and system time of the process (/proc/PID/stat).
set -euo pipefail
[ $# -ge 1 ] || { sed -n 3,8p "$0"; exit 2; }
here=$(dirname "$(readlink -f "$0")")
source_home=$(readlink -f "$1") rounds=${2:-3} seconds=${SECONDS_EACH:-6} rate=${RATE:-0} warm=${WARM:-12}
ns=polder-compare work=$(mktemp -d)
inside() { ip netns exec "$ns" "$@"; }
ip netns add "$ns"
ip -n "$ns" link set lo up
trap 'kill "${pid:-0}" 2>/dev/null || true; sleep 1; ip netns del "$ns"; rm -rf "$work"' EXIT

cp -r "$source_home" "$work/polder"
rm -rf "$work/polder/data"
sed -i 's|^networks *=.*|networks = 10.10.0.0/16|' "$work/polder/etc/polder.traffic.cfg"
sed -i 's/^limit/#limit/' "$work/polder/etc/polder.traffic.group-default.cfg"
echo 10.10.0.0/16 >"$work/networks"
: >"$work/whitelist"
sed -E -e "s#^(networks_list_path) = .*#\1 = $work/networks#" -e "s#^(white_list_path) = .*#\1 = $work/whitelist#" \
    -e "s#^(cli_stats_(ipv6_)?file_path) = .*#\1 = $work/stats\2#" -e "s#^(pid_path) = .*#\1 = $work/pid#" \
    -e "s#^(disable_usage_report) = .*#\1 = on#" -e "s#^(enable_ban|enable_api|monitor_local_ip_addresses) = .*#\1 = off#" \
    -e "s#^netflow = .*#netflow = on#" /etc/fastnetmon.conf >"$work/fastnetmon.conf"

# Whoever is started in the background is exec'ed all the way down, so its pid is the one to look at and to end.
cpu() { awk '{print ($14+$15)/100}' "/proc/$pid/stat"; }
start_polder() {
    ip netns exec "$ns" env KARAF_EXEC=exec taskset -c 1 "$work/polder/bin/karaf" server >"$work/polder.out" 2>&1 </dev/null &
    pid=$!
    until "$work/polder/bin/polder" status >/dev/null 2>&1; do sleep 0.2; done
}
count_polder() { "$work/polder/bin/polder" lane-list --json | tr ',{' '\n\n' | awk -F: '/"flows" *:/{s+=$2} END{printf "%d\n", s}'; }
start_fastnetmon() {
    ip netns exec "$ns" taskset -c 1 fastnetmon --configuration_file "$work/fastnetmon.conf" --log_file "$work/fastnetmon.log" --disable_pid_logic \
        >/dev/null 2>&1 </dev/null &
    pid=$!
    until inside grep -q ':0807 ' /proc/net/udp /proc/net/udp6; do sleep 0.2; done
}
count_fastnetmon() {
    inside curl -s http://127.0.0.1:9209/metrics | awk '$1=="fastnetmon_total_simple_packets_processed"{print $2}'
}
send() { inside taskset -c 0 java -XX:TieredStopAtLevel=4 "$here/SendFlows.java" "$1" "$2"; }
measure() {
    "start_$1"
    sleep 3
    [ "$1" != polder ] || send "$warm" "$rate" >/dev/null
    sleep 2
    local counted=$("count_$1") used=$(cpu) sent
    sent=$(send "$seconds" "$rate")
    sleep 2
    echo "$1 $sent $(($("count_$1") - counted)) $(echo "$(cpu) $used" | awk '{print $1-$2}')" |
        awk '{printf "%-10s sent %d counted %d lost %.2f%% cpu %.2f s: %.2f million flows a CPU-second\n", $1, $2, $3, 100*($2-$3)/$2, $4, $3/$4/1e6}'
    kill "$pid"
    wait "$pid" 2>/dev/null || true
}
for _ in $(seq "$rounds"); do
    measure fastnetmon
    measure polder
done

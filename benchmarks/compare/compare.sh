#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# [PROTOCOL=netflow5|netflow9|ipfix|sflow] compare.sh APPLIANCE [ROUNDS] - flows a CPU-second of Polder, FastNetMon and nfcapd, as
# Debian ships them, in one interleaved run. nfcapd is left out for sFlow, which it does not read.
#
# APPLIANCE is the folder of a built appliance (./run --build, unpacked anywhere). Needs root, iproute2, taskset, curl, a JDK and
# `apt-get install fastnetmon nfdump`. Everything happens in a network namespace of its own, over its loopback; the sender has CPU
# 0, who is measured CPU 1. Polder and FastNetMon count flows of 10.10.0.0/16 and ban nobody; nfcapd writes them to files. CPU is
# user and system time of the process (/proc/PID/stat). SECONDS_EACH, RATE (datagrams/s, 0: flat out), WARM (seconds): as below.
set -euo pipefail
[ $# -ge 1 ] || { sed -n 3,9p "$0"; exit 2; }
here=$(dirname "$(readlink -f "$0")")
source_home=$(readlink -f "$1") rounds=${2:-3} seconds=${SECONDS_EACH:-6} rate=${RATE:-0} warm=${WARM:-12} protocol=${PROTOCOL:-netflow5}
case $protocol in
netflow5 | netflow9 | ipfix) port=2055 capture=netflow peers="fastnetmon nfcapd polder" ;;
sflow) port=6343 capture=sflow peers="fastnetmon polder" ;;
*) echo "PROTOCOL=$protocol: netflow5, netflow9, ipfix or sflow" >&2; exit 2 ;;
esac
ns=polder-compare-$$ work=$(mktemp -d)
inside() { ip netns exec "$ns" "$@"; }
ip netns add "$ns"
ip -n "$ns" link set lo up
trap '[ -z "${pid:-}" ] || kill "$pid" 2>/dev/null || true; sleep 1; ip netns del "$ns"; rm -rf "$work"' EXIT

javac -d "$work/sender" "$here"/*.java
cp -r "$source_home" "$work/polder"
rm -rf "$work/polder/data"
sed -i 's|^networks *=.*|networks = 10.10.0.0/16|' "$work/polder/etc/polder.traffic.cfg"
sed -i 's/^limit/#limit/' "$work/polder/etc/polder.traffic.group-default.cfg"
echo 10.10.0.0/16 >"$work/networks"
: >"$work/whitelist"
sed -E -e "s#^(networks_list_path) = .*#\1 = $work/networks#" -e "s#^(white_list_path) = .*#\1 = $work/whitelist#" \
    -e "s#^(cli_stats_(ipv6_)?file_path) = .*#\1 = $work/stats\2#" -e "s#^(pid_path) = .*#\1 = $work/pid#" \
    -e "s#^(disable_usage_report) = .*#\1 = on#" -e "s#^(enable_ban|enable_api|monitor_local_ip_addresses) = .*#\1 = off#" \
    -e "s#^$capture = .*#$capture = on#" /etc/fastnetmon.conf >"$work/fastnetmon.conf"

# Whoever is started in the background is exec'ed all the way down, so its pid is the one to look at and to end.
cpu() { awk '{print ($14+$15)/100}' "/proc/$pid/stat"; }
# until the program listens; one that has ended never will
listening() {
    until inside grep -q "$(printf ':%04X ' "$port")" /proc/net/udp /proc/net/udp6; do
        kill -0 "$pid" 2>/dev/null || { echo "$1 has not started" >&2; exit 1; }
        sleep 0.2
    done
}
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
    listening fastnetmon
}
count_fastnetmon() {
    inside curl -s http://127.0.0.1:9209/metrics | awk '$1=="fastnetmon_total_simple_packets_processed"{print $2}'
}
start_nfcapd() {
    rm -rf "$work/nfcapd"
    mkdir "$work/nfcapd"
    ip netns exec "$ns" taskset -c 1 nfcapd -w "$work/nfcapd" -p "$port" >"$work/nfcapd.out" 2>&1 </dev/null &
    pid=$!
    listening nfcapd
}
# nfcapd tells no count while it runs: the datagrams read from sockets of the namespace, where there is no other, are made records
# by the mean of what was sent
count_nfcapd() { inside awk '$1=="Udp:" && $2 ~ /^[0-9]/{print $2}' /proc/net/snmp; }
send() { inside taskset -c 0 java -cp "$work/sender" SendFlows "$1" "$rate" "$protocol"; }
measure() {
    "start_$1"
    sleep 3
    [ "$1" != polder ] || send "$warm" >/dev/null
    sleep 2
    local before used counted records datagrams
    before=$("count_$1") used=$(cpu)
    read -r records datagrams < <(send "$seconds")
    sleep 2
    counted=$(($("count_$1") - before))
    [ "$1" != nfcapd ] || counted=$(awk -v n="$counted" -v r="$records" -v d="$datagrams" 'BEGIN{printf "%.0f", n*r/d}')
    echo "$1 $protocol $records $counted $(echo "$(cpu) $used" | awk '{print $1-$2}')" | awk '{c = $5 > 0 ? $4/$5/1e6 : 0
        printf "%-10s %-8s sent %d counted %d lost %.2f%% cpu %.2f s: %.2f million flows a CPU-second\n", $1, $2, $3, $4, 100*($3-$4)/$3, $5, c}'
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    pid=
}
for _ in $(seq "$rounds"); do
    for peer in $peers; do measure "$peer"; done
done

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# load.sh APPLIANCE [SECONDS] - what it costs to write the traffic of 65,536 hosts to Graphite and InfluxDB: totals, networks and the
# 1,000 hosts with most every second, all hosts every 10 s. CPU of each program, and of Polder's threads, before and with it.
#
# APPLIANCE is the folder of a built appliance (./run --build, unpacked anywhere). Needs root, iproute2, a JDK and
# `apt-get install graphite-carbon influxdb influxdb-client`. Everything happens in a network namespace of its own, over its loopback.
# RATE: NetFlow 5 datagrams of 30 flows a second, each flow to the next host (default 2500).
set -euo pipefail
[ $# -ge 1 ] || { sed -n 3,9p "$0"; exit 2; }
here=$(dirname "$(readlink -f "$0")")
source_home=$(readlink -f "$1") seconds=${2:-120} rate=${RATE:-2500} quiet=${QUIET:-30}
ns=polder-metrics-$$ work=$(mktemp -d)
inside() { ip netns exec "$ns" "$@"; }
ip netns add "$ns"
ip -n "$ns" link set lo up
pids=()
trap 'for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done; sleep 3; ip netns del "$ns"; rm -rf "$work"' EXIT

javac -d "$work/sender" "$here"/../compare/*.java
cp -r "$source_home" "$work/polder"
rm -rf "$work/polder/data"
sed -i 's|^networks *=.*|networks = 10.10.0.0/16|' "$work/polder/etc/polder.traffic.cfg"
sed -i 's/^limit/#limit/' "$work/polder/etc/polder.traffic.group-default.cfg"
sed -i -E 's/^(featuresBoot *=)/\1 polder-notify-graphite, polder-notify-influxdb,/' "$work/polder/etc/org.apache.karaf.features.cfg"

mkdir -p "$work/carbon/conf" "$work/influx"
printf '[hosts]\npattern = ^all\\.\nretentions = 10s:10m\n[rest]\npattern = .*\nretentions = 1s:30m\n' >"$work/carbon/conf/storage-schemas.conf"
cat >"$work/carbon/conf/carbon.conf" <<END
[cache]
STORAGE_DIR = $work/carbon
CONF_DIR = $work/carbon/conf
LOG_DIR = $work/carbon
PID_DIR = $work/carbon
LOCAL_DATA_DIR = $work/carbon/whisper
USER =
MAX_CACHE_SIZE = inf
MAX_UPDATES_PER_SECOND = inf
MAX_CREATES_PER_MINUTE = inf
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = 2003
END
cat >"$work/influx/influxdb.conf" <<END
reporting-disabled = true
bind-address = "127.0.0.1:8088"
[meta]
  dir = "$work/influx/meta"
[data]
  dir = "$work/influx/data"
  wal-dir = "$work/influx/wal"
[http]
  bind-address = "127.0.0.1:8086"
  log-enabled = false
[monitor]
  store-enabled = false
END
ip netns exec "$ns" carbon-cache --config="$work/carbon/conf/carbon.conf" --pidfile="$work/carbon/pid" --debug start >"$work/carbon.out" 2>&1 </dev/null &
carbon=$! && pids+=("$carbon")
ip netns exec "$ns" influxd -config "$work/influx/influxdb.conf" >"$work/influx.out" 2>&1 </dev/null &
influx=$! && pids+=("$influx")
ip netns exec "$ns" env KARAF_EXEC=exec "$work/polder/bin/karaf" server >"$work/polder.out" 2>&1 </dev/null &
polder=$! && pids+=("$polder")
until inside grep -q "$(printf ':%04X ' 2055)" /proc/net/udp /proc/net/udp6; do sleep 0.5; done
inside java -cp "$work/sender" SendFlows $((seconds + quiet + 60)) "$rate" netflow5 >"$work/sent" 2>&1 &
pids+=("$!")
sleep 20

cpu() { awk '{print ($14+$15)/100}' "/proc/$1/stat"; }
# hundredths of a second of the threads whose names begin so
threads() {
    local sum=0 t
    for t in /proc/"$polder"/task/*; do
        case $(cat "$t/comm" 2>/dev/null) in "$1"*) sum=$((sum + $(awk '{print $14+$15}' "$t/stat"))) ;; esac
    done
    echo "$sum"
}
# what each took since the last time, in percent of a core
measure() {
    local names=(polder carbon influxd beat windows routes) now=() i
    now=("$(cpu "$polder")" "$(cpu "$carbon")" "$(cpu "$influx")")
    for i in polder-beat polder-windows polder-route; do now+=("$(threads $i | awk '{print $1/100}')"); done
    if [ -n "$1" ]; then
        printf '%s (load %s):' "$1" "$(cut -d' ' -f1 /proc/loadavg)"
        for i in "${!names[@]}"; do printf ' %s %.1f%%' "${names[i]}" "$(echo "${now[i]} ${last[i]} $2" | awk '{print ($1-$2)/$3*100}')"; done
        echo
    fi
    last=("${now[@]}")
}
last=()
measure ""
sleep "$quiet"
measure "without" "$quiet"
for name in graphite influxdb; do
    printf 'scope = total, network, host\n' >"$work/polder/etc/polder.notify.$name-fast.cfg"
    printf 'period = 10s\nscope = host\ntop = all\nmetrics = total\n' >"$work/polder/etc/polder.notify.$name-hosts.cfg"
done
echo 'prefix = all' >>"$work/polder/etc/polder.notify.graphite-hosts.cfg"
echo 'database = hosts' >>"$work/polder/etc/polder.notify.influxdb-hosts.cfg"
sleep 15
measure ""
sleep "$seconds"
measure "with" "$seconds"
"$work/polder/bin/polder" status | grep -E '^(Hosts|Flows)' || true
grep -E 'too slow|snapshot failed|are missing' "$work"/polder/data/log/*.log || echo "no snapshot was lost or failed"
query() { inside influx -database "$1" -format csv -execute "$2" | tail -n 1 | sed 's/.*,//'; }
echo "seconds with totals: $(query fastnetmon "SELECT count(packets) FROM polder_total WHERE direction = 'incoming' AND time > now() - ${seconds}s") of $seconds"
echo "hosts in a second: $(query fastnetmon "SELECT mean(n) FROM (SELECT count(in_packets) AS n FROM polder_host WHERE time > now() - ${seconds}s GROUP BY time(1s) fill(none))")"
echo "hosts each 10 s: $(query hosts "SELECT mean(n) FROM (SELECT count(in_packets) AS n FROM polder_host WHERE time > now() - ${seconds}s AND time < now() - 10s GROUP BY time(10s) fill(none))")"
echo "files of carbon: $(find "$work/carbon/whisper" -name '*.wsp' | wc -l)"

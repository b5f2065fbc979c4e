#!/usr/bin/env bash
# The demo behind ./dev demo: a daemon on a temporary state folder, a generated stream with two known drifts, and what driftd makes of them.
# usage: docs/demo.sh PATH-TO-DRIFTD
set -euo pipefail
driftd=$(realpath "$1")
work=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
daemon=
finish() {
  [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
  [ -z "$daemon" ] || wait "$daemon" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

say "A stream of 12,000 rows whose concept turns upside down at row 4,000 and again at 8,000"
"$driftd" generate sine1 --rows 12000 --seed 7 --drift-at 4000,8000 --noise 0.05 --out "$work/stream.csv" --config-out "$work/models.json"
python3 - "$work" "$port" <<'PY'
import json, sys
work, port = sys.argv[1], sys.argv[2]
settings = json.load(open(f"{work}/models.json"))
settings["state_dir"] = f"{work}/state"
settings["http"] = {"listen": f"127.0.0.1:{port}"}
json.dump(settings, open(f"{work}/driftd.json", "w"), indent=2)
PY
cat "$work/driftd.json"

say "The daemon starts; everything it knows will be in $work/state"
"$driftd" run --config "$work/driftd.json" 2>"$work/log" &
daemon=$!
for _ in $(seq 100); do
  curl -fs "http://127.0.0.1:$port/v2/health/ready" >/dev/null 2>&1 && break
  kill -0 "$daemon" || { cat "$work/log"; exit 1; }
  sleep 0.1
done

say "Each row is asked for over HTTP, its label comes right behind it. What driftd says meanwhile:"
tail -n +1 -f "$work/log" 2>/dev/null | grep --line-buffered -E "drift|update" | sed -u -E 's/^[^ ]+ (info|warning): /  /' &
watcher=$!
"$driftd" send --config "$work/driftd.json" --data "$work/stream.csv" --json >"$work/sent.json"
sleep 0.5
kill "$watcher" 2>/dev/null || true

say "How it went"
"$driftd" updates --url "http://127.0.0.1:$port" sine1 --json >"$work/updates.json"
"$driftd" replay --config "$work/driftd.json" --data "$work/stream.csv" --report "$work/report.json" >/dev/null
python3 - "$work" <<'PY'
import json, sys
work = sys.argv[1]
sent = json.load(open(f"{work}/sent.json"))
report = json.load(open(f"{work}/report.json"))
for update in reversed(json.load(open(f"{work}/updates.json"))["rows"]):
    print(f"  row {update['row']:>6}  {update['strategy']:<12} {update['outcome']:<12} version {update['version']}  because of {update['cause']}")
print(f"\n  accuracy over HTTP, with driftd:           {sent['scores']['accuracy']:.3f}")
print(f"  accuracy of the first model left alone:    {report['scores']['first_model']['accuracy']:.3f}")
PY
say "Why the version is there that answers now (driftd why sine1)"
"$driftd" why --url "http://127.0.0.1:$port" sine1 | sed 's/^/  /'
echo
curl -fs "http://127.0.0.1:$port/metrics" | grep -E '^driftd_(model_version|swaps_total|score|signal_level)' | head -8 | sed 's/^/  /'
say "The daemon is stopped"

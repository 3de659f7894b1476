import { MICRO_SH } from './script-lib';

/**
 * Measures a store as its clients see it. With curl: `mc` has no command for it that an application's user may run (`mc support perf` asks as administrator, and
 * for a registered cluster; mc RELEASE.2025-08-13), and a program that is started for each object would measure its own start.
 */
export const PERFORMANCE_SH = `#!/bin/sh
# Environment: STORE (https://host:port), BUCKET_URL, CA (a file; empty: the public roots), REGION, PREFIX, BYTES, OBJECTS, HANDSHAKES, CREDENTIALS (a directory);
# MAX_HANDSHAKE, MAX_PUT, MAX_GET (microseconds; 0: any), MIN_MIBS; and that of lib.sh.
. "\${0%/*}/lib.sh"
umask 077
mkdir -p "$WORK/no-roots"
begun=$(now)

secure() {
  if [ -n "$CA" ]; then
    curl -q -sS --noproxy '*' --connect-timeout 5 --max-time 60 --cacert "$CA" --capath "$WORK/no-roots" "$@"
  else
    curl -q -sS --noproxy '*' --connect-timeout 5 --max-time 60 "$@"
  fi
}
# The keys go through a file in memory: as arguments they would stand in the process list.
s3() { secure --netrc-file "$WORK/netrc" --aws-sigv4 "aws:amz:$REGION:s3" "$@"; }
escaped() {
  rest=$(cat "$1") done=
  while [ -n "$rest" ]; do
    letter=\${rest%"\${rest#?}"} rest=\${rest#?}
    case $letter in '"' | '\\\\') done="$done\\\\$letter" ;; *) done=$done$letter ;; esac
  done
  printf '"%s"' "$done"
}
host=\${BUCKET_URL#https://} host=\${host%%/*}
printf 'machine %s login %s password %s\\n' "\${host%:*}" "$(escaped "$CREDENTIALS/access_key_id")" "$(escaped "$CREDENTIALS/access_key_secret")" >"$WORK/netrc"

${MICRO_SH}ms() { printf '%s.%s' "$(($1 / 1000))" "$(($1 / 100 % 10))"; }
# percentiles FILE: sets p50, p90, p99, most, count and sum of a file with a number of microseconds on each line.
percentiles() {
  sort -n "$1" >"$1.sorted"
  count=0 sum=0
  while read -r each; do count=$((count + 1)) sum=$((sum + each)); done <"$1.sorted"
  p50=$(at 50 "$1") p90=$(at 90 "$1") p99=$(at 99 "$1") most=$(at 100 "$1")
}
at() { head -n "$(((count * $1 + 99) / 100))" "$2.sorted" | tail -n 1; }
# judged WHAT LIMIT MIBS: one line.
judged() {
  detail="$count, p50 $(ms "$p50") ms, p90 $(ms "$p90") ms, p99 $(ms "$p99") ms, at most $(ms "$most") ms\${3:+, $3 MiB/s}"
  if [ "$2" -gt 0 ] && [ "$p99" -gt "$2" ]; then failed "$1" "p99 $(ms "$p99") ms, more than $(ms "$2") ms: $detail"
  elif [ -n "$3" ] && [ "$MIN_MIBS" -gt 0 ] && [ "\${3%.*}" -lt "$MIN_MIBS" ]; then failed "$1" "$3 MiB/s, less than $MIN_MIBS: $detail"
  else ok "$1" "$detail"; fi
  result="{\\"count\\":$count,\\"p50\\":$(ms "$p50"),\\"p90\\":$(ms "$p90"),\\"p99\\":$(ms "$p99"),\\"max\\":$(ms "$most")}"
}

while :; do
  rc=0
  secure -o "$WORK/body" "$STORE/" 2>"$WORK/why" || rc=$?
  [ "$rc" != 0 ] || break
  why=$(head -n 1 "$WORK/why")
  case $rc in 5 | 6 | 7 | 28) ;; *) failed "$STORE" "$why"; finish ;; esac
  if ! before "$begun" "$TIMEOUT"; then late "$STORE" "$why"; finish; fi
  sleep "$PAUSE"
done

# Each a connection of its own.
: >"$WORK/handshakes"
round=0
while [ "$round" -lt "$HANDSHAKES" ]; do
  round=$((round + 1))
  secure -o "$WORK/body" -w '%{time_connect} %{time_appconnect}\\n' "$STORE/" 2>"$WORK/why" >>"$WORK/handshakes" || { late "handshake $round" "$(head -n 1 "$WORK/why")"; finish; }
done
while read -r connected secured; do printf '%s\\n' "$(($(micro "$secured") - $(micro "$connected")))"; done <"$WORK/handshakes" >"$WORK/handshake"
percentiles "$WORK/handshake"
judged 'TLS handshakes' "$MAX_HANDSHAKE" ''
handshake=$result

# transfers FILE: the times of what curl has written, less those of the connection, which it keeps. Fails with the first answer that is none.
transfers() {
  : >"$1.us"
  while read -r code before_it total; do
    case $code in 2??) printf '%s\\n' "$(($(micro "$total") - $(micro "$before_it")))" >>"$1.us" ;; *) return 1 ;; esac
  done <"$1"
}
head -c "$BYTES" /dev/urandom >"$WORK/object"
# The bucket and its user may still be made.
while :; do
  code=$(s3 --max-time 600 -T "$WORK/object" -o "$WORK/body" -w '%{http_code}' "$BUCKET_URL/$PREFIX/0" 2>"$WORK/why") || :
  case $code in 2??) break ;; esac
  if ! before "$begun" "$TIMEOUT"; then
    body=$(head -c 400 "$WORK/body" | tr -d '\\000' | tr '\\n' ' ')
    body=\${body#*'?> '}
    failed put "HTTP $code $(brief)"
    finish
  fi
  sleep "$PAUSE"
done
objects="$BUCKET_URL/$PREFIX/[1-$OBJECTS]"
for what in put get; do
  rc=0
  if [ "$what" = put ]; then
    s3 --max-time 600 -T "$WORK/object" -o "$WORK/body" -w '%{http_code} %{time_pretransfer} %{time_total}\\n' "$objects" >"$WORK/$what" 2>"$WORK/why" || rc=$?
  else
    s3 --max-time 600 -o /dev/null -w '%{http_code} %{time_pretransfer} %{time_total}\\n' "$objects" >"$WORK/$what" 2>"$WORK/why" || rc=$?
  fi
  if [ "$rc" != 0 ]; then late "$what" "$(head -n 1 "$WORK/why")"; finish; fi
  if ! transfers "$WORK/$what"; then
    late "$what" "HTTP $code in the middle"
    finish
  fi
  percentiles "$WORK/$what.us"
  speed=$((BYTES * count * 1000000 / (sum + 1)))
  mibs=$((speed / 1048576)).$((speed * 10 / 1048576 % 10))
  if [ "$what" = put ]; then
    judged "put of $BYTES bytes" "$MAX_PUT" "$mibs"
    put=$result put_mibs=$mibs
  else
    judged "get of $BYTES bytes" "$MAX_GET" "$mibs"
    get=$result get_mibs=$mibs
  fi
done
s3 --max-time 600 -X DELETE -o "$WORK/body" "$BUCKET_URL/$PREFIX/[0-$OBJECTS]" 2>"$WORK/why" || printf 'not removed: %s (%s)\\n' "$objects" "$(head -n 1 "$WORK/why")"

[ "$verdict" = 0 ] && said=ok || said=failed
printf '{"store":"%s","result":"%s","objectBytes":%s,"handshakeMs":%s,"putMs":%s,"getMs":%s,"putMibPerSecond":%s,"getMibPerSecond":%s}\\n' \\
  "$STORE" "$said" "$BYTES" "$handshake" "$put" "$get" "$put_mibs" "$get_mibs"
finish
`;

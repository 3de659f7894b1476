/** Waits until Tempo takes requests, so that the traces written next are not lost: telemetrygen sends once and exits 0 even if nobody listens. */
export const READY_SH = `#!/bin/sh
# Environment: QUERY_URL; and that of lib.sh.
. "\${0%/*}/lib.sh"
start=$(now)
while :; do
  request "$QUERY_URL/ready"
  # 404: something in front of Tempo that does not pass /ready on; that it answers has to do.
  case $rc:$code in 0:200 | 0:404) ok "Tempo is ready after $(since "$start")" "$QUERY_URL"; exit 0 ;; esac
  before "$start" "$TIMEOUT" || break
  sleep "$PAUSE"
done
failed "Tempo is not ready after $(since "$start")" "$QUERY_URL/ready: $(answer)"
finish
`;

/** Finds the traces, has Tempo flush them, and sees the block in the bucket. */
export const FIND_SH = `#!/bin/sh
# Environment: SERVICE, TRACES, FOUND_WITHIN (seconds), QUERY_URL, TENANT (empty: none); STORE (empty: no bucket is looked at, and WHY_NO_BLOCK says why),
# FLUSH_URL, BUCKET, PREFIX, PATH_STYLE, CREDENTIALS (a directory), MC_CONFIG_DIR (with the CA in certs/CAs); and that of lib.sh.
. "\${0%/*}/lib.sh"

tempo() {
  if [ -n "$TENANT" ]; then request -H "X-Scope-OrgID: $TENANT" "$@"; else request "$@"; fi
}
# Counts the traces that an answer of the search API lists, and keeps the id of the first.
count() {
  count=0 rest=$body first=
  while :; do
    case $rest in *'"traceID"'*) ;; *) break ;; esac
    rest=\${rest#*'"traceID"'}
    count=$((count + 1))
    [ -n "$first" ] || { first=\${rest#*'"'}; first=\${first%%'"'*}; }
  done
}

start=$(now)
while :; do
  tempo -G --data-urlencode "q={resource.service.name=\\"$SERVICE\\"}" --data-urlencode "limit=$TRACES" "$QUERY_URL/api/search"
  count
  if [ "$rc:$code" = 0:200 ] && [ "$count" -ge "$TRACES" ]; then
    ok "trace $first found after $(since "$start")" "$count of $TRACES traces of service $SERVICE"
    break
  fi
  if ! before "$start" "$FOUND_WITHIN"; then
    late "$count of $TRACES traces found after $(since "$start")" "service $SERVICE: $(answer)"
    printf '  what the sender said is in the log of the init container "write"\\n'
    finish
  fi
  sleep "$PAUSE"
done

if [ -z "\${STORE:-}" ]; then
  skipped 'the block in the bucket' "$WHY_NO_BLOCK"
  finish
fi

flushed=$(now)
while :; do
  tempo -X POST "$FLUSH_URL"
  case $rc:$code in 0:2??) ok 'flushed' "$FLUSH_URL: HTTP $code"; break ;; esac
  if ! before "$flushed" "$TIMEOUT"; then
    late "not flushed after $(since "$flushed")" "$FLUSH_URL: $(answer)"
    finish
  fi
  sleep "$PAUSE"
done

# The keys go through standard input: as arguments they would stand in the process list. With --api nothing is probed that the keys may not be allowed.
connect() {
  printf '%s\\n%s\\n' "$(cat "$CREDENTIALS/access_key_id")" "$(cat "$CREDENTIALS/access_key_secret")" |
    timeout 30 mc alias set smoke "$STORE" --api S3v4 --path "$PATH_STYLE"
}
# A block has a meta.json when it is whole. Only those written since the test began count, with a minute for clocks that differ.
blocks() {
  timeout 60 mc find "smoke/$BUCKET/$PREFIX" --name meta.json --newer-than "$((($(now) - start) / 1000 + 60))s"
}
connected=no
while :; do
  if [ "$connected" = no ] && what=$(connect 2>&1); then connected=yes; fi
  if [ "$connected" = yes ]; then
    if what=$(blocks 2>&1); then
      case $what in
        *meta.json*)
          what=\${what%%meta.json*}meta.json
          ok "block \${what##*smoke/} seen after $(since "$flushed")" "in the bucket $BUCKET of $STORE"
          finish
          ;;
      esac
      what="no meta.json of the last minutes under $BUCKET/$PREFIX"
    fi
  fi
  if ! before "$flushed" "$TIMEOUT"; then
    late "no block in the bucket after $(since "$flushed")" "$BUCKET of $STORE: $(printf '%.300s' "$what")"
    finish
  fi
  sleep "$PAUSE"
done
`;

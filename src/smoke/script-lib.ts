/**
 * What the smoke test's scripts share. POSIX sh, and of other programs only curl, mc and these of coreutils: cat, date, mkdir, sleep, timeout,
 * tr. Silo's image is ubi-micro, which has neither grep nor sed nor jq (pgsty/silo, Dockerfile.goreleaser, 2026-09), so answers are read
 * with the shell's own patterns.
 *
 * Exit codes, which the Jobs' podFailurePolicy reads: 1 is a verdict, trying again would change nothing; 2 means that something was not
 * there in time, and a new pod may find it.
 */
export const LIB_SH = `# Shared by the checks. Environment: WORK (an empty writable directory), TIMEOUT and PAUSE (seconds).
set -u
# As process 1 a shell ignores TERM unless told otherwise, and a deleted pod would linger.
trap 'exit 143' TERM INT
TIMEOUT=\${TIMEOUT:-300} PAUSE=\${PAUSE:-2} verdict=0

# Each check is one line: WHAT: ok, skipped or FAILED (DETAIL).
ok() { printf '%s: ok (%s)\\n' "$1" "$2"; }
skipped() { printf '%s: skipped (%s)\\n' "$1" "$2"; }
# A verdict: it stands, and no later check takes it back.
failed() { printf '%s: FAILED (%s)\\n' "$1" "$2"; verdict=1; }
# Not there in time: the Job may try again.
late() { printf '%s: FAILED (%s)\\n' "$1" "$2"; [ "$verdict" = 1 ] || verdict=2; }
finish() {
  [ "$verdict" != 0 ] || printf 'all checks passed\\n'
  exit "$verdict"
}

# Milliseconds, or whole seconds as milliseconds where date has no %N.
now() {
  stamp=$(date +%s%N)
  case $stamp in *[!0-9]*) stamp=$(date +%s)000000000 ;; esac
  [ "\${#stamp}" -gt 15 ] || stamp=\${stamp}000000000
  printf '%s\\n' "\${stamp%??????}"
}
# since START: the time gone by, as "2.1 s".
since() {
  gone=$(($(now) - $1))
  printf '%s.%s s\\n' "$((gone / 1000))" "$((gone % 1000 / 100))"
}
# before START SECONDS: whether that time has not gone by yet.
before() { [ "$(($(now) - $1))" -lt "$(($2 * 1000))" ]; }

# request CURL-ARGUMENTS…: sets rc (curl's exit code), why (its message), code (HTTP status, 000 without one), body and head.
# -q: no curlrc of the image may change what is checked. Verification is curl's default and is never turned off.
request() {
  rc=0
  : >"$WORK/body"
  : >"$WORK/head"
  code=$(curl -q -sS --noproxy '*' --connect-timeout 5 --max-time 15 -o "$WORK/body" -D "$WORK/head" -w '%{http_code}' "$@" 2>"$WORK/why") || rc=$?
  body=$(cat "$WORK/body" 2>/dev/null | tr -d '\\000')
  head=$(cat "$WORK/head" 2>/dev/null | tr -d '\\000')
  why=$(cat "$WORK/why")
  why=\${why%%
*}
}
# One line of an answer, short enough for a log.
brief() {
  text=\${body%%
*}
  printf '%.160s' "$text"
}
answer() { [ "$rc" = 0 ] && printf 'HTTP %s %s' "$code" "$(brief)" || printf '%s' "$why"; }
`;

/** A time of curl in whole numbers, for those who compute with it. */
export const MICRO_SH = `# micro SECONDS: "0.012345" in microseconds.
micro() {
  case $1 in *.??????) ;; *) printf 0; return 0 ;; esac
  printf '%s' "$((\${1%.*} * 1000000 + 1\${1#*.} - 1000000))"
}
`;

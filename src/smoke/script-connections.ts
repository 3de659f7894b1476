import { MICRO_SH } from './script-lib';

/**
 * Makes a handshake for each connection. The requests stand one to a line in dial.sh, and this script is all that is done with them, so that the prover can follow
 * it: what comes of them is told by another container of the pod. Every line there that says FAILED holds the words of curl, which `diagnose` explains.
 */
export const HANDSHAKES_SH = `#!/bin/sh
# Environment: that of lib.sh. Beside this: dial.sh, the requests.
here=\${0%/*}
. "$here/lib.sh"
begun=$(now)
# Where a bundle takes the place of the public roots: curl would trust those of the image beside it.
mkdir -p "$WORK/no-roots"

# dial NUMBER CURL-ARGUMENTS…: waits for who is not there yet, as long as all of them have time together.
dial() {
  number=$1 again=3
  shift
  while :; do
    rc=0
    curl -q -sS -v --noproxy '*' --connect-timeout 5 --max-time 15 -o "$WORK/body" -w '%{time_connect} %{time_appconnect} %{http_code}\\n%{certs}' "$@" >"$WORK/$number.out" 2>"$WORK/$number.log" || rc=$?
    printf '%s\\n' "$rc" >"$WORK/$number.rc"
    head -c 400 "$WORK/body" 2>/dev/null | tr -d '\\000' >"$WORK/$number.body"
    case $rc in
      5 | 6 | 7 | 28) ;;
      # Cut off: why comes with it or not, by chance.
      16 | 18 | 52 | 55 | 56 | 92) again=$((again - 1)); [ "$again" -gt 0 ] || return 0 ;;
      *) return 0 ;;
    esac
    before "$begun" "$TIMEOUT" || return 0
    sleep "$PAUSE"
  done
}
. "$here/dial.sh"
exit 0
`;

/** Tells what came of the handshakes. The prover does not follow `dirname`, and here that is well: nothing in it dials, and to follow it would take a second. */
export const REPORT_SH = `#!/bin/sh
# Environment: MINIMUM_DAYS; SHARE (yes: of a certificate with a short life a quarter of it, where that is less); and that of lib.sh.
# Beside this: connections.txt (number|client|server|kind|client certificate|bundle|its file|file of the client certificate).
here=$(dirname "$0")
. "$here/lib.sh"
. "$here/certificates.sh"

${MICRO_SH}clean() { printf '%s' "$1" | tr -d '\\000-\\037' | tr '"\\\\' "'/"; }
# listed NAMES: as a list in JSON.
listed() {
  list=
  for each in $1; do list="$list,\\"$each\\""; done
  printf '[%s]' "\${list#,}"
}
# aged WHAT: what the certificate that was read is called, and how long it lasts. Takes note of one that ends too soon.
aged() {
  left=$((ends - today))
  days=$((left / 86400))
  [ "$left" -ge 0 ] || days=$(((left - 86399) / 86400))
  enough=$((MINIMUM_DAYS * 86400))
  if [ "$SHARE" = yes ] && [ "$(((ends - begins) / 4))" -lt "$enough" ]; then enough=$(((ends - begins) / 4)); fi
  title=$(called "$subject")
  if [ "$left" -lt 0 ]; then short="\${short:-certificate has expired: '$title' ($1), $((0 - days)) days ago}"
  elif [ "$left" -lt "$enough" ]; then short="\${short:-the certificate '$title' ($1) ends in $days days, fewer than $((enough / 86400))}"; fi
  record="{\\"subject\\":\\"$title\\",\\"issuer\\":\\"$(called "$issuer")\\",\\"names\\":$(listed "$names"),\\"notBefore\\":\\"$(date -u -d "@$begins" +%Y-%m-%dT%H:%M:%SZ)\\",\\"notAfter\\":\\"$(date -u -d "@$ends" +%Y-%m-%dT%H:%M:%SZ)\\",\\"daysLeft\\":$days}"
}
of_chain() {
  certificate "$1" || return 0
  aged 'of the server'
  chain=$chain,$record
  shown="\${shown:+$shown <- }$title"
  if [ -z "$leaf" ]; then leaf=yes told="; $title: \${names:-no names}, $days days left"; fi
  above=$issuer above_key=$signer
}
# The CA is that in the bundle which has the name of the issuer above all that is shown, and its key; of two with one name and unknown keys the one that lasts.
of_bundle() {
  certificate "$1" || return 0
  [ "$subject" = "$above" ] || return 0
  [ -z "$above_key" ] || [ -z "$key" ] || [ "$above_key" = "$key" ] || return 0
  [ "$ends" -gt "$ca_ends" ] || return 0
  ca_ends=$ends ca=$1
}
of_client() {
  [ -z "$client" ] && certificate "$1" || return 0
  aged "of the client, $identity"
  client=$record told="$told; client certificate $title: $days days left"
}

today=$(date +%s)
total=0 good=0
while IFS='|' read -r number who url kind identity bundle file identity_file; do
  rc=1 code=000 connected=0 secured=0 chain= leaf= shown= told= client= short= why= tls= above= above_key= ca= ca_ends=0 ca_record=
  case $kind in
    skipped)
      printf '%s -> %s: skipped (%s)\\n' "$who" "$url" "$bundle"
      printf '{"client":"%s","server":"%s","result":"skipped","why":"%s"}\\n' "$who" "$url" "$(clean "$bundle")"
      continue
      ;;
  esac
  total=$((total + 1))
  read -r rc <"$WORK/$number.rc"
  read -r connected secured code <"$WORK/$number.out" || :
  while IFS= read -r row; do
    case $row in
      *'SSL connection using TLSv'*) tls=\${row#*using TLSv}; tls=\${tls%% *} ;;
      'curl: ('*) why=\${why:-$row} ;;
    esac
  done <"$WORK/$number.log"
  body=$(cat "$WORK/$number.body")
  handshake=$(($(micro "$secured") - $(micro "$connected")))
  [ "$handshake" -gt 0 ] || handshake=0
  if [ "$kind" != plaintext ]; then
    certificates "$WORK/$number.out" of_chain
    if [ -n "$above" ] && [ -f "$file" ]; then certificates "$file" of_bundle; fi
    if [ -n "$ca" ]; then certificate "$ca"; aged "in $bundle"; ca_record=$record told="$told; CA $title: $days days left"; fi
    if [ -f "$identity_file" ]; then certificates "$identity_file" of_client; fi
  fi
  alert=no
  case $why in *[Aa]lert*) alert=yes ;; esac
  result=ok note= named=
  case $kind:$rc in
    *:5 | *:6 | *:7) result=unreached ;;
    # After a handshake, somebody who does not speak HTTP and waits for more.
    plaintext:28) if [ "$connected" = 0.000000 ]; then result=unreached; fi; note='plaintext, as the manifests have it' ;;
    *:28) if [ "$secured" = 0.000000 ]; then result=unreached; fi ;;
    plaintext:*)
      case $body in *'HTTP request to an HTTPS server'* | *'HTTP request was sent to HTTPS port'*) result=failed why='it speaks TLS, and its client does not' ;; esac
      note='plaintext, as the manifests have it'
      ;;
    any-name:60)
      case $why in *'no alternative certificate subject name'* | *'does not match'*) named=', by a client that compares no name' ;; *) result=failed ;; esac
      ;;
    # Verification, files that cannot be read, and all that ends a handshake: 35, also by an alert of the server.
    server-half:35) if [ "$alert" = yes ]; then result=half; else result=failed; fi ;;
    *:35 | *:51 | *:53 | *:54 | *:58 | *:59 | *:60 | *:66 | *:77 | *:80 | *:82 | *:83 | *:90 | *:91) result=failed ;;
    server-half:0) ;;
    server-half:*) if [ "$secured" = 0.000000 ]; then result=failed; else result=half; fi ;;
    *:0) ;;
    # Cut off after the handshake: so a server refuses the client's certificate, or that there is none.
    *:16 | *:18 | *:52 | *:55 | *:56 | *:92) result=failed ;;
    *) if [ "$secured" = 0.000000 ] || [ "$alert" = yes ]; then result=failed; fi ;;
  esac
  case $result:$secured:$chain in
    failed:* | unreached:* | *:0.000000:*) ;;
    *:) result=failed why='this curl does not tell of certificates, so nothing is known of their ends: 7.88 or newer with OpenSSL does' ;;
  esac
  if [ "$result" != failed ] && [ "$kind" != plaintext ] && [ -n "$short" ]; then result=failed why=$short; fi
  if [ "$kind" != plaintext ] && [ "$identity" != none ] && [ ! -f "$identity_file" ]; then result=failed why="$identity has no certificate for the client to show"; fi
  if [ "$bundle" != 'the public roots' ] && [ "$kind" != plaintext ] && [ ! -s "$file" ]; then result=failed why="$bundle: the file is not there, so nothing can be verified"; fi
  why=$(clean "$why")
  [ "$kind" = plaintext ] || note="TLS \${tls:-?}, verified with $bundle$named, handshake $((handshake / 1000)).$((handshake / 100 % 10)) ms$told"
  line="$who -> $url"
  case $result in ok | half) why= ;; esac
  case $result in
    ok) ok "$line" "$note"; good=$((good + 1)) ;;
    half) ok "$line" "$note; the server's half: the key of its client is not mounted here"; good=$((good + 1)) ;;
    unreached) late "$line" "$why" ;;
    failed) failed "$line" "$why\${shown:+; the server shows $shown}" ;;
  esac
  printf '{"client":"%s","server":"%s","result":"%s","why":"%s","trust":"%s","tls":"%s","connectMs":%s,"handshakeMs":%s,"chain":[%s],"ca":%s,"clientCertificate":%s}\\n' \\
    "$who" "$url" "$result" "$why" "$bundle" "$tls" "$(($(micro "$connected") / 1000))" "$((handshake / 1000)).$((handshake / 100 % 10))" "\${chain#,}" "\${ca_record:-null}" "\${client:-null}"
done <"$here/connections.txt"
printf '%s of %s connections are as they should be\\n' "$good" "$total"
exit "$verdict"
`;

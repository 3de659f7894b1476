/**
 * The negative checks. Each server first has to pass a positive control, the same request with the right trust: a refusal proves something
 * only of a server that is there, under a name that resolves.
 */
export const REFUSE_SH = `#!/bin/sh
# Environment: STORE (host:port/path; empty: not checked), STORE_CA (a file; empty: the public roots); GRPC and HTTP (host:port of receivers with TLS; empty:
# not checked), GRPC_CA and HTTP_CA (as STORE_CA), GRPC_MTLS and HTTP_MTLS ("yes": a client certificate is demanded), CLIENT_CERT, CLIENT_KEY; and that of lib.sh.
. "\${0%/*}/lib.sh"
strangers=\${0%/*}/stranger-ca.crt
# An empty directory in place of the image's own: otherwise curl would trust the public roots beside the given CA.
no_roots=$WORK/no-roots
mkdir -p "$no_roots"

# known CA ARGUMENTS…: a request that trusts this CA only, or the public roots when it is empty.
known() {
  anchors=$1
  shift
  if [ -n "$anchors" ]; then request --cacert "$anchors" --capath "$no_roots" "$@"; else request "$@"; fi
}
# identified CA: the same with the client certificate, where one is demanded.
identified() {
  if [ "$mtls" = yes ]; then known "$1" --cert "$CLIENT_CERT" --key "$CLIENT_KEY" "https://$url"; else known "$1" "https://$url"; fi
}
unencrypted() {
  if [ "$kind" = grpc ]; then request --http2-prior-knowledge "http://$url"; else request "http://$url"; fi
}

# curl's exit codes for "the other side would not": 16, 18 and 92 HTTP/2 cut off, 35 TLS handshake, 52 empty reply, 55 and 56 send and receive, and 1,
# which is what a TLS alert looks like to a client that waits for HTTP/1. With an HTTP status something did answer.
hung_up() {
  [ "$code" = 000 ] || return 1
  case $rc in 1 | 16 | 18 | 35 | 52 | 55 | 56 | 92) return 0 ;; *) return 1 ;; esac
}

# Whether an HTTP answer on a TLS port is a complaint about plaintext and not the service itself.
complaint() {
  [ "$kind" != grpc ] || return 1
  case $head$body in *[Xx]-[Aa]mz-* | *'<?xml'* | *'<Error>'* | *partialSuccess*) return 1 ;; esac
  case $code in
    400 | 404 | 421 | 426) return 0 ;;
    301 | 302 | 307 | 308) case $head in *[Ll]'ocation: https://'*) return 0 ;; esac ;;
  esac
  return 1
}
serves_plaintext() { [ "$rc" = 0 ] && ! complaint; }
accepted_plaintext() { failed "$name accepted plaintext" "http://$url: HTTP $code $(brief)"; }

# Waits until the server answers over verified TLS.
control() {
  start=$(now) trust=\${ca:-the public roots}
  while :; do
    identified "$ca"
    case $rc in
      0) ok "$name answers over TLS" "verified with $trust, HTTP $code after $(since "$start")"; return 0 ;;
      51 | 58 | 60 | 77 | 83 | 91) failed "$name does not verify with $trust" "$why"; return 1 ;;
      35)
        because=$why
        unencrypted
        if serves_plaintext; then accepted_plaintext; return 1; fi
        why=$because
        ;;
    esac
    before "$start" "$TIMEOUT" || break
    sleep "$PAUSE"
  done
  late "$name gives no answer over TLS after $(since "$start")" "$why"
  return 1
}

plaintext() {
  unencrypted
  if serves_plaintext; then
    accepted_plaintext
  elif [ "$rc" = 0 ] || hung_up; then
    ok "$name refuses plaintext" "$(answer)"
  else
    late "$name says nothing to plaintext, so nothing is known" "$why"
  fi
}

# A client that does not have the CA.
stranger() {
  if [ -z "$ca" ]; then
    skipped "a client without the CA refuses $name" 'it is verified with the public roots, which every client has'
    return
  fi
  identified "$strangers"
  case $rc in
    60) ok "a client without the CA refuses $name" "$why" ;;
    0) failed "$name verified without the CA" "HTTP $code" ;;
    *) late "$name shows no certificate to a client without the CA, so nothing is known" "$why" ;;
  esac
}

# A client without a certificate, where one is demanded.
anonymous() {
  known "$ca" "https://$url"
  if [ "$rc" = 0 ]; then
    failed "$name accepted a client without a certificate" "HTTP $code $(brief)"
  elif hung_up; then
    ok "$name refuses a client without a certificate" "$why"
  else
    late "$name says nothing to a client without a certificate, so nothing is known" "$why"
  fi
}

# check NAME URL CA KIND MTLS
check() {
  name=$1 url=$2 ca=$3 kind=$4 mtls=$5
  [ -n "$url" ] || return 0
  control || return 0
  plaintext
  stranger
  if [ "$mtls" = yes ]; then anonymous; fi
}

check 'the store' "\${STORE:-}" "\${STORE_CA:-}" http no
check 'the OTLP/gRPC receiver' "\${GRPC:-}" "\${GRPC_CA:-}" grpc "\${GRPC_MTLS:-no}"
check 'the OTLP/HTTP receiver' "\${HTTP:-}" "\${HTTP_CA:-}" http "\${HTTP_MTLS:-no}"
finish
`;

/**
 * Reads certificates with the shell alone: the image of the Jobs has curl and no openssl, and curl tells of the chain that a server shows, not of the CA and the
 * client's certificate. DER by its lengths (RFC 5280, section 4.1), as hex digits. POSIX sh, and of other programs base64, od, tr and date of coreutils.
 */
export const CERTIFICATES_SH = `# Reads certificates. Needs lib.sh.
cr=$(printf '\\r')

# element: takes the element at the front of $der (hex digits): sets tag and value, and leaves what comes after it in $der.
element() {
  tag='' value=''
  [ "\${#der}" -ge 4 ] || return 1
  tag=\${der%"\${der#??}"} der=\${der#??}
  size=$((0x\${der%"\${der#??}"})) der=\${der#??}
  if [ "$size" -gt 127 ]; then
    digits=$(printf "%.$(((size - 128) * 2))s" "$der")
    [ -n "$digits" ] && [ "\${#digits}" -le 8 ] || return 1
    size=$((0x$digits)) der=\${der#"$digits"}
  fi
  value=$(printf "%.$((size * 2))s" "$der")
  der=\${der#"$value"}
}
# seconds: the time in tag and value, since 1970.
seconds() {
  hex=$value digits=
  while [ -n "$hex" ]; do
    pair=\${hex%"\${hex#??}"} hex=\${hex#??}
    case $pair in 3?) digits=$digits\${pair#3} ;; esac
  done
  if [ "$tag" = 17 ]; then
    case $digits in [0-4]*) digits=20$digits ;; *) digits=19$digits ;; esac
  fi
  clock=\${digits#????????} minutes=\${digits#??????????}
  date -u -d "\${digits%"$clock"} \${clock%????}:\${minutes%??}:\${minutes#??}" +%s
}
# readable HEX: the text that these bytes are; "?" for what would break a line, a quote or a field.
readable() {
  hex=$1 octal=
  while [ -n "$hex" ]; do
    byte=$((0x\${hex%"\${hex#??}"})) hex=\${hex#??}
    if [ "$byte" -lt 32 ] || [ "$byte" -gt 126 ]; then byte=63; fi
    case $byte in 34 | 92 | 124) byte=63 ;; esac
    octal="$octal\\\\0$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
  done
  printf '%b' "$octal"
}
# called HEX: the common name in a name, or its organization.
called() {
  for attribute in 0603550403 060355040a; do
    case $1 in *$attribute*) der=\${1##*$attribute}; if element; then readable "$value"; return 0; fi ;; esac
  done
  printf 'a certificate without a name'
}
# extension ID: sets value to what an extension of $extensions holds.
extension() {
  case $extensions in *"$1"*) der=\${extensions#*"$1"} ;; *) return 1 ;; esac
  element || return 1
  [ "$tag" != 01 ] || element
  der=$value
  element
}
# certificate HEX: sets subject, issuer (hex), begins, ends (seconds), key and signer (identifiers of keys, hex, or empty), names.
certificate() {
  der=$1
  element && der=$value && element && der=$value && element || return 1
  [ "$tag" != a0 ] || element
  element && element && issuer=$value && element && validity=$value && element && subject=$value && element || return 1
  extensions=$der
  der=$validity
  element && begins=$(seconds) && element && ends=$(seconds) || return 1
  key= signer= names=
  if extension 0603551d0e; then key=$value; fi
  if extension 0603551d23; then der=$value; if element && [ "$tag" = 80 ]; then signer=$value; fi; fi
  if extension 0603551d11; then
    alternatives=$value
    while [ -n "$alternatives" ]; do
      der=$alternatives
      element || break
      alternatives=$der
      case $tag:\${#value} in
        82:* | 86:*) names="$names $(readable "$value")" ;;
        87:8)
          ip=$value quad=
          while [ -n "$ip" ]; do quad=$quad.$((0x\${ip%"\${ip#??}"})) ip=\${ip#??}; done
          names="$names \${quad#.}"
          ;;
        87:*) names="$names $value" ;;
      esac
    done
  fi
  names=\${names# }
}
# certificates FILE DO: calls DO with each certificate in a PEM file, in hex digits.
certificates() {
  block=none
  while IFS= read -r row || [ -n "$row" ]; do
    row=\${row%"$cr"}
    case $row in
      *-----BEGIN\\ CERTIFICATE-----*) block= ;;
      *-----END\\ CERTIFICATE-----*)
        [ "$block" = none ] || "$2" "$(printf '%s' "$block" | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \\n')"
        block=none
        ;;
      *) [ "$block" = none ] || block=$block$row ;;
    esac
  done <"$1"
}
`;

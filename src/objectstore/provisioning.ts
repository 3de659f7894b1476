/** Where a bucket Job finds its files. */
export const PROVISION = {
  directory: '/etc/provision',
  root: '/etc/credentials/root',
  application: '/etc/credentials/application',
  /** mc's configuration directory: in memory, because mc writes the keys there; the CA bundle is mounted in it */
  client: '/mc',
} as const;

/**
 * The shell script of a bucket Job. It needs sh, cat, sleep and mc. It never says --insecure: mc verifies the store with the CA in its
 * configuration directory. Keys go to mc by stdin, never as arguments. All steps share one budget of attempts, so that a run is bounded
 * whatever fails; after that the Job's own retries count. Every step may be repeated: a second run changes nothing.
 */
export function provisioningScript(steps: string, locked: boolean = false): string {
  return `${HEAD}${locked ? ' --with-lock' : ''} "root/$BUCKET"\n${steps.trim()}\n${TAIL}`;
}

const HEAD = `set -eu
left=\${ATTEMPTS}

# Prints an access key and its secret as mc reads them; $(cat) drops a final line break.
keys() { printf '%s\\n%s\\n' "$(cat "$1")" "$(cat "$2")"; }
root_keys() { keys ${PROVISION.root}/user ${PROVISION.root}/password; }
app_keys() { keys ${PROVISION.application}/access_key_id ${PROVISION.application}/access_key_secret; }

# retry WHAT COMMAND...: until it succeeds or the budget is spent. Says the first reason at once, later ones now and then.
retry() {
  what=$1; shift; n=0
  until out=$("$@" 2>&1); do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then echo "$what: FAILED: $out"; exit 1; fi
    if [ $((n % 10)) -eq 0 ]; then echo "$what: not yet: $out"; fi
    n=$((n + 1)); sleep "$PAUSE"
  done
  echo "$what: ok"
}
connect_root() { root_keys | mc alias set root "$ENDPOINT"; }
connect_app() { app_keys | mc alias set app "$ENDPOINT"; }

# MinIO takes an empty root file for its published default credentials, and would run with them.
for file in ${PROVISION.root}/user ${PROVISION.root}/password ${PROVISION.application}/access_key_id ${PROVISION.application}/access_key_secret; do
  if [ -z "$(cat "$file")" ]; then echo "REFUSED: $file is empty"; exit 1; fi
done
user=$(cat ${PROVISION.application}/access_key_id)
if [ "$user" = "$(cat ${PROVISION.root}/user)" ]; then
  echo "REFUSED: the application's access key is the root user's name. Give the application a key of its own."
  exit 1
fi
retry "connect to $ENDPOINT" connect_root
retry "bucket $BUCKET" mc mb --ignore-existing`;

const TAIL = `retry "connect as $user" connect_app
retry "$user may list $BUCKET" mc ls "app/$BUCKET"
echo "bucket $BUCKET is ready"
`;

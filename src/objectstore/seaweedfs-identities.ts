import { rootVolume } from './bucket-job';
import { PodBucket, PodContext } from './store-family';
import { BucketAccess } from './store-props';
import { contentHash } from '../kube/hash';

/** Where the identities are written and read. In memory, because they contain the keys. */
export const IDENTITIES = { directory: '/etc/s3', file: '/etc/s3/identities.json' } as const;

const CREDENTIALS = '/etc/credentials';

/**
 * The init container that writes SeaweedFS's identities from the Secrets: the administrator, and one identity for each application. An
 * action such as "Read:tempo" holds for that bucket only (seaweedfs 4.44, weed/s3api/auth_credentials.go).
 */
export function identitiesContainer(context: PodContext): { [key: string]: any } {
  return {
    name: 'identities',
    command: ['/bin/sh', '-c', identitiesScript(context.buckets)],
    volumeMounts: [
      { name: 'identities', mountPath: IDENTITIES.directory },
      { name: 'root', mountPath: `${CREDENTIALS}/root`, readOnly: true },
      ...applications(context.buckets).map(({ name }) => ({ name, mountPath: `${CREDENTIALS}/${name}`, readOnly: true })),
    ],
  };
}

/** The volumes of that container, beside the root Secret's. */
export function identitiesVolumes(context: PodContext): { [key: string]: any }[] {
  return [
    { name: 'identities', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    ...applications(context.buckets).map(({ name, secretName }) => rootVolume(name, {
      secretName, userKey: 'access_key_id', passwordKey: 'access_key_secret', objects: [],
    })),
  ];
}

/** One application for each Secret: buckets that share a Secret share an identity, because an access key may stand in one identity only. */
function applications(buckets: readonly PodBucket[]): { name: string; secretName: string; actions: string[] }[] {
  const bySecret = new Map<string, string[]>();
  for (const { name, access, credentials } of buckets) {
    const verbs = access === BucketAccess.READ_ONLY ? ['Read', 'List'] : ['Read', 'Write', 'List', 'Tagging'];
    bySecret.set(credentials.secretName, [...bySecret.get(credentials.secretName) ?? [], ...verbs.map((verb) => `${verb}:${name}`)]);
  }
  return [...bySecret].map(([secretName, actions]) => ({ name: `app-${contentHash(secretName)}`, secretName, actions }));
}

/** Exported for a test that runs it. */
export function identitiesScript(buckets: readonly PodBucket[]): string {
  const identity = (name: string, actions: string[]) => `identity ${name} '${actions.map((action) => JSON.stringify(action)).join(',')}'`;
  return [
    SCRIPT_HEAD,
    '{',
    "printf '{\"identities\":['",
    identity('root', ['Admin', 'Read', 'Write', 'List', 'Tagging']),
    ...applications(buckets).flatMap(({ name, actions }) => ["printf ','", identity(name, actions)]),
    "printf ']}\\n'",
    `} > ${IDENTITIES.file}`,
    '',
  ].join('\n');
}

/** A key that would need escaping in JSON is refused rather than escaped: no generator makes one, and a shell is no place for it. */
const SCRIPT_HEAD = `set -eu
umask 077
refuse() { echo "REFUSED: $1" >&2; exit 1; }
seen=' '
identity() {
  user=$(cat "${CREDENTIALS}/$1/user")
  password=$(cat "${CREDENTIALS}/$1/password")
  for value in "$user" "$password"; do
    case $value in '') refuse "a key of $1 is empty";; *[\\"\\\\[:cntrl:]]*) refuse "a key of $1 has a quote, a backslash or a control character";; esac
  done
  case $seen in *" $user "*) refuse "the access key of $1 is taken: every application needs its own, and none may be the root user's";; esac
  seen="$seen$user "
  printf '{"name":"%s","credentials":[{"accessKey":"%s","secretKey":"%s"}],"actions":[%s]}' "$1" "$user" "$password" "$2"
}`;

import { job, MC } from './around-good';
import { configMap, mapVolume, secretVolume } from './kinds';
import { ca, leaf } from './pki';
import { HOST, minio, minioContainer, pair, Store, store } from './store';
import { bad, good, Tree } from './tree';

const EMPTY = { name: 'certs', emptyDir: {} };
const IN_OUT = [{ name: 'pair', mountPath: '/in' }, { name: 'certs', mountPath: '/out' }];

/** MinIO whose certificates an init container lays into a volume in memory. */
const before = (command: string | string[], change: (s: Store) => void = () => undefined, more: object = {}) => () => store((s) => {
  s.minio = minio('StatefulSet', minioContainer(), [EMPTY, secretVolume('pair', 'minio-tls')]);
  s.minio.spec.template.spec.initContainers = [{
    name: 'copy', image: 'busybox:1.37', command: typeof command === 'string' ? ['sh', '-c', command] : command, volumeMounts: IN_OUT, ...more,
  }];
  change(s);
});
/** MinIO that a script starts which lays the certificates where it looks. */
const own = (text: string, more: object = {}) => () => store((s) => {
  s.minio = minio('StatefulSet', minioContainer({
    image: 'quay.io/minio/minio:RELEASE.2025-04-22T22-12-26Z', command: ['/bin/sh', '-c', text], args: undefined, volumeMounts: [{ name: 'pair', mountPath: '/in' }], ...more,
  }), [secretVolume('pair', 'minio-tls')]);
});
const other = (issued: any) => (s: Store): void => { s.tls = pair(issued); };
const PAIR = 'cp /in/tls.crt /out/public.crt\ncp /in/tls.key /out/private.key';
const atHome = (mountPath: string, runAsUser: number) => () => store((s) => {
  s.minio = minio('StatefulSet', minioContainer({
    image: 'quay.io/minio/minio:RELEASE.2024-08-17T01-24-54Z', args: ['server', '/data'], volumeMounts: [{ name: 'certs', mountPath }], securityContext: { runAsUser },
  }));
});
const TO_ROOT = 'mkdir -p /root/.minio/certs\ncp /in/tls.crt /root/.minio/certs/public.crt\ncp /in/tls.key /root/.minio/certs/private.key\nexec minio server /data';

/** A Job of mc whose CA an init container copies. */
const client = (map: string, command: string[], at = '/root/.mc/certs/CAs') => () => store((s) => {
  const made = job('bucket', MC, ['sh', '-c', `mc alias set store https://${HOST}:9000 a b`], { volumeMounts: [{ name: 'mc', mountPath: at }] });
  made.spec.template.spec.volumes = [{ name: 'mc', emptyDir: {} }, mapVolume('ca', map)];
  made.spec.template.spec.initContainers = [{ name: 'ca', image: 'busybox:1.37', command, volumeMounts: [{ name: 'ca', mountPath: '/ca' }, { name: 'mc', mountPath: '/mc' }] }];
  s.more.push(made, configMap('old-ca', { 'ca.crt': ca('two').certificatePem }));
});
const AT = 'StatefulSet/minio Secret/minio-tls';
const ENDS = `${AT} TempoMonolithic/traces ConfigMap/storage-ca`;

/** Files that scripts lay where a program looks for them. */
export const LAID_GOOD: readonly Tree[] = [
  good('an init container that gives the files their names', before(PAIR), 'proved'),
  good('by cat', before('set -eu\ncat /in/tls.crt > /out/public.crt; cat /in/tls.key >/out/private.key; chmod 0640 /out/*'), 'proved'),
  good('by install, with a mode', before('install -m 0440 /in/tls.crt /out/public.crt && install -D -m 0400 -o 1000 /in/tls.key /out/private.key'), 'proved'),
  good('in a loop over names', before('for f in crt:public.crt key:private.key; do cp "/in/tls.${f%%:*}" "/out/${f#*:}"; done'), 'proved'),
  good('the whole folder, renamed', before('cp -rL /in/. /out/ && mv /out/tls.crt /out/public.crt && mv /out/tls.key /out/private.key'), 'proved'),
  good('and a CA in a folder of its own', before(`mkdir -p /out/CAs\n${PAIR}\ncp /in/tls.crt /out/CAs/`), 'proved'),
  good('two init containers', before(['cp', '-L', '/in/tls.crt', '/out/public.crt'], (s) => {
    const { initContainers } = s.minio.spec.template.spec;
    initContainers.push({ ...initContainers[0], name: 'key', command: ['cp', '/in/tls.key', '/out/private.key'] });
  }), 'proved'),
  good('over one that was there before', before(`touch /out/public.crt\n${PAIR}`), 'proved'),
  good('if a question says so that nobody can answer', before(`if [ "$(hostname)" = minio-0 ]; then\n${PAIR}\nfi`), 'unverified'),
  good('unless the script has ended', before(`[ "$(hostname)" = minio-0 ] || exit 0\n${PAIR}`), 'unverified'),
  good('by a program that nobody knows', before('/scripts/prepare.sh /in /out'), 'unverified'),
  good('by an image that starts what it likes', before([]), 'unverified'),
  good('all that is there', before('cp /in/* /out/'), 'unverified'),
  good('put together from two files', before('cat /in/tls.crt /in/ca.crt > /out/public.crt; cp /in/tls.key /out/private.key'), 'unverified'),
  good('all at once', before('{ cat /in/tls.crt; cat /in/ca.crt; } > /out/public.crt; cp /in/tls.key /out/private.key'), 'unverified'),
  good('made by a program that is told where', before('openssl req -x509 -nodes -subj /CN=minio -keyout /out/private.key -out /out/public.crt'), 'unverified'),
  good('in the folder that a script has gone to', before('cd /out && cp /in/tls.crt public.crt && cp /in/tls.key private.key'), 'unverified'),
  good('by somebody who runs beside it', before(['true'], (s) => {
    s.minio.spec.template.spec.containers.push({ name: 'refresh', image: 'example.com/refresh:1', volumeMounts: IN_OUT });
  }), 'unverified'),
  good('a script that lays them into the home of MinIO', own(TO_ROOT), 'proved'),
  good('that links them', own('mkdir /certs; ln -s /in/tls.crt /certs/public.crt; ln -s /in/tls.key /certs/private.key; minio server -S /certs /data'), 'proved'),
  good('into a home that nobody knows', own(TO_ROOT.replace(/\/root/g, '$HOME')), 'unverified'),
  good('the home of a user whom the image does not know', atHome('/.minio/certs', 1000), 'proved'),
  good('the home of root', atHome('/root/.minio/certs', 0), 'proved'),
  good('the home of a user whom the image may know', atHome('/root/.minio/certs', 65534), 'unverified'),
  good('a CA that is copied for mc', client('storage-ca', ['cp', '/ca/ca.crt', '/mc/']), 'proved proved'),
  good('with its folders', client('storage-ca', ['sh', '-c', 'mkdir -p /mc/certs/CAs && cp /ca/ca.crt /mc/certs/CAs'], '/root/.mc'), 'proved proved'),
];

/** The same with one fault each. */
export const LAID_BAD: readonly Tree[] = [
  bad('names that are kept', before('cp -L /in/tls.crt /in/tls.key /out/'), ENDS),
  bad('a key that is forgotten', before('cp /in/tls.crt /out/public.crt'), ENDS),
  bad('the two exchanged', before('cp /in/tls.key /out/public.crt; cp /in/tls.crt /out/private.key'), ENDS),
  bad('moved away again', before(`${PAIR}\nmkdir /out/old; mv /out/private.key /out/old/`), ENDS),
  bad('a copy of a certificate that has expired', before(PAIR, other(leaf(HOST, { until: -3 }))), ENDS),
  bad('a copy of a certificate for another name', before(PAIR, other(leaf('minio'))), ENDS),
  bad('a copy of a certificate of another CA', before(PAIR, other(leaf(HOST, { of: 'two' }))), ENDS),
  bad('laid beside where MinIO looks', own(TO_ROOT.replace('certs/private.key', 'private.key')), ENDS),
  bad('a certificate of another CA in the home of MinIO', () => [...own(TO_ROOT)().filter((o: any) => o.metadata.name !== 'minio-tls'), pair(leaf(HOST, { of: 'two' }))], ENDS),
  bad('the home of root, for another user', atHome('/root/.minio/certs', 1000), ENDS),
  bad('another CA that is copied for mc', client('old-ca', ['cp', '/ca/ca.crt', '/mc/']), `Job/bucket ConfigMap/old-ca ${ENDS}`),
  bad('a CA that is copied beside where mc looks', client('storage-ca', ['sh', '-c', 'mkdir -p /mc/CAs && cp /ca/ca.crt /mc/CAs/'], '/root/.mc'), `Job/bucket ${ENDS}`),
];

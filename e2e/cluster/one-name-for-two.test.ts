/**
 * The ConfigMap of the CA and the Secret of Tempo's own certificate have one name. The operator names volumes after what they hold, and makes one volume of
 * both: Tempo finds no certificate where it was told that it is. The API server has nothing against it; the prover says OT116.
 */
import { LOADED, reporting, sideBySide, traces } from './scene';
import { ClientCertificate } from '../../src';
import { authority, leafFor, pem, shown } from '../scenes/certificates';
import { secret } from '../scenes/manifests';
import { store } from '../scenes/store';

const report = reporting('one-name-for-two');
const root = authority('Root');

/** With a certificate of Tempo's own in a Secret of another name; then that of the CA's ConfigMap. */
function objects(namespace: string, same: boolean): any[] {
  const leaf = leafFor(namespace);
  const own = shown(leaf(root, { commonName: 'tempo', dnsNames: ['tempo'], usages: ['clientAuth'] }));
  const all = store({
    namespace,
    pair: shown(leaf(root)),
    ca: pem(root),
    props: LOADED,
    clients: (chart, storage) => { traces(chart, storage, { clientCertificate: ClientCertificate.fromSecret('tempo-own') }); },
  });
  const { tls } = all.find(({ kind }) => kind === 'TempoMonolithic').spec.storage.traces.s3;
  if (same) { tls.certName = tls.caName; }
  const pair: any = secret(tls.certName, { 'tls.crt': own.certificate, 'tls.key': own.key });
  return [...all, { ...pair, metadata: { namespace, ...pair.metadata } }];
}

test.concurrent('two names: Tempo has both', async () => {
  await sideBySide(report, { name: 'a certificate of Tempo\'s own', objects: (namespace) => objects(namespace, false) });
});

test.concurrent('one name: Tempo has one of them', async () => {
  await sideBySide(report, {
    name: 'one name for the CA\'s ConfigMap and the Secret of Tempo\'s certificate',
    objects: (namespace) => objects(namespace, true),
    says: /(ca\.crt|service-ca\.crt|tls\.crt|tls\.key): no such file or directory|references non-existent/,
    rule: 'OT116',
  });
});

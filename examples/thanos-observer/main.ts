import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import {
  ClientCertificate, ObserverCluster, ObserverIdentity, ObserverMetricsStore, RemoteMetricsStore, StorageCa, ThanosExposure, ThanosVersion,
} from 'cdk8s-observability-tls';

const observerClientsCa = readFileSync(join(process.env.CERTS ?? '.certs', 'ca.crt'), 'utf8');

const app = new App();

// What the observer shows, in its own cluster, and the CA that the others let in.
const identity = ObserverIdentity.of({
  certificate: ClientCertificate.fromSecret('observer-tls'),
  ca: StorageCa.fromPem(observerClientsCa, { name: 'observer-clients' }),
});

const observer = new ObserverCluster();
observer.endpoints.addPlaintext('dnssrv+_grpc._tcp.thanos-store.monitoring.svc'); // a store of the observer's own cluster
for (const name of ['eu1', 'us1']) {
  const remote = new RemoteMetricsStore(app, name, { identity, namespace: name, exposure: ThanosExposure.loadBalancer(`thanos.${name}.example.com`) });
  observer.observe(remote.cluster);
}
new ObserverMetricsStore(app, 'observer', { observer });
app.synth();
console.error(observer.endpoints.describe(ThanosVersion.V0_42));

import { App, Chart, Testing } from 'cdk8s';
import { StoreServer } from '../../src/objectstore/store-server';
import { TlsMinio, TlsMinioProps } from '../../src/objectstore/tls-minio';
import { TlsSeaweedFs, TlsSeaweedFsProps } from '../../src/objectstore/tls-seaweedfs';
import { ServerCertificate } from '../../src/pki/server-certificate';
import { StorageCa } from '../../src/pki/storage-ca';
import { Issued } from '../../src/x509/issue';
import { makeCa, makeServer } from '../util/certificates';

type Manifest = { [key: string]: any };

/** A chart in namespace "tracing". */
export function tracing(app: App = Testing.app()): Chart {
  return new Chart(app, 'tracing', { namespace: 'tracing' });
}

/** A certificate in an existing Secret whose CA is known by name only. */
export function referenced(): ServerCertificate {
  return ServerCertificate.fromSecret('minio-tls', { ca: StorageCa.fromConfigMap('storage-ca') });
}

/** A certificate that is public knowledge. */
export function published(names: string[], ca: Issued = makeCa()): ServerCertificate {
  return ServerCertificate.fromPem({
    secretName: 'minio-tls', certificate: makeServer(ca, names).certificatePem, ca: StorageCa.fromPem(ca.certificatePem),
  });
}

/** A MinIO called "minio" and the manifests of its chart. */
export function minio(props: Partial<TlsMinioProps> = {}, then: (store: TlsMinio) => void = () => undefined): Manifests {
  const chart = tracing();
  then(new TlsMinio(chart, 'minio', { certificate: referenced(), ...props }));
  return new Manifests(Testing.synth(chart));
}

/** The same for a SeaweedFS called "weed". */
export function seaweedfs(props: Partial<TlsSeaweedFsProps> = {}, then: (store: StoreServer) => void = () => undefined): Manifests {
  const chart = tracing();
  then(new TlsSeaweedFs(chart, 'weed', { certificate: referenced(), ...props }));
  return new Manifests(Testing.synth(chart));
}

/** Manifests, and the parts of them that tests ask for. */
export class Manifests {
  constructor(public readonly all: readonly Manifest[]) {}

  public of(kind: string): Manifest[] { return this.all.filter((object) => object.kind === kind); }

  public one(kind: string, name?: string): Manifest {
    const found = this.of(kind).filter((object) => name === undefined || object.metadata.name === name);
    expect(found.map((object) => object.metadata.name)).toHaveLength(1);
    return found[0];
  }

  public get statefulSet(): Manifest { return this.one('StatefulSet').spec; }

  public get pod(): Manifest { return this.statefulSet.template.spec; }

  public get server(): Manifest { return this.pod.containers[0]; }

  public get job(): Manifest { return this.one('Job').spec.template.spec; }

  public get script(): string { return this.one('ConfigMap').data['provision.sh']; }

  public env(container: Manifest = this.server): { [name: string]: string } {
    return Object.fromEntries(container.env.map((variable: Manifest) => [variable.name, variable.value ?? (variable.valueFrom ? undefined : '')]));
  }

  public volume(name: string, pod: Manifest = this.pod): Manifest {
    return pod.volumes.find((volume: Manifest) => volume.name === name);
  }
}

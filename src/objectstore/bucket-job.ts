import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { BucketSettings } from './bucket-settings';
import { IBucket, IObjectStore } from './object-store';
import { PROVISION, provisioningScript } from './provisioning';
import { BoundRootCredentials } from './root-credentials';
import { BoundS3Credentials, S3CredentialMode, S3Credentials } from './s3-credentials';
import { BucketProvisioning, PodBucket, ProvisionedAs } from './store-family';
import { BucketAccess, TlsObjectStoreProps } from './store-props';
import { emit, order } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';
import { workloadLabels } from '../kube/labels';
import { compact } from '../kube/merge';
import { restrictedContainer, restrictedPod } from '../kube/pod';
import { BoundCa } from '../pki/bound-ca';
import { factsAnnotation, joinFacts } from '../x509/facts';

/** What of a store's properties its Jobs follow. */
export type BucketJobProps = Pick<TlsObjectStoreProps, 'imagePullPolicy' | 'imagePullSecrets' | 'podLabels' | 'serviceAccount' | 'nodeSelector' | 'tolerations'
| 'priorityClassName' | 'bucketJobTtl' | 'metadata'>;

/** What a bucket Job has to know of the store it works on. */
export interface BucketJobStore {
  readonly store: IObjectStore;
  readonly name: string;
  readonly namespace: string;
  readonly product: string;
  readonly uid: number | undefined;
  readonly root: BoundRootCredentials;
  readonly clientImage: string;
  readonly props: BucketJobProps;
  readonly workload: ApiObject;
  readonly provisioning: (bucket: ProvisionedAs) => BucketProvisioning;
}

/** A bucket of a store that this library runs: a Job makes it, and a user for its application. */
export class ProvisionedBucket extends Construct implements IBucket {
  public readonly store: IObjectStore;
  /** What the server's pod has to know of it. */
  public readonly pod: PodBucket;
  /** The Job that makes it. */
  public readonly job: ApiObject;

  constructor(
    scope: Construct,
    id: string,
    public readonly bucketName: string,
    public readonly credentials: S3Credentials,
    access: BucketAccess,
    settings: BucketSettings,
    on: BucketJobStore,
  ) {
    super(scope, id);
    this.store = on.store;
    if (credentials.mode !== S3CredentialMode.STATIC) {
      throw invalid(this, {
        what: 'a store in the cluster knows no cloud roles',
        saw: `credentials of mode ${credentials.mode}`,
        allowed: 'an access key and its secret',
        fix: 'use S3Credentials.fromSecret(…)',
      });
    }
    const ca = this.trust(on);
    const bound = credentials._bind(this, {
      namespace: on.namespace, endpoint: on.store.endpoint, bucket: bucketName, region: on.store.region,
    });
    this.refuseRoot(bound, on.root);
    this.pod = { name: bucketName, access, credentials: bound };

    const { steps, files, locked } = on.provisioning({ name: bucketName, access, settings });
    const data = { 'provision.sh': provisioningScript(steps, locked), ...files };
    // A bucket's dots would make a Job name that Kubernetes warns about; the hash tells "a.b" from "a-b", and long names apart.
    const prefix = `${on.name}-bucket-${bucketName.replace(/\./g, '-')}`.slice(0, 52).replace(/-+$/, '');
    const labels = workloadLabels({ name: on.product, instance: on.name, component: 'bucket' }).all;
    const { name: _name, namespace: _namespace, ...metadata } = on.props.metadata ?? {};
    const script = emit(this, 'Script', {
      apiVersion: 'v1', kind: 'ConfigMap', name: `${prefix}-${contentHash({ data, bucketName })}`, namespace: on.namespace, labels, metadata, immutable: true, data,
    });
    const spec = jobSpec(on, this.pod, ca, script.name, labels);
    // In the name, though not in the spec: another revision of the keys is another Job.
    const revisions = [on.root.revision, bound.revision].filter((revision) => revision !== undefined);
    this.job = emit(this, 'Resource', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: `${prefix}-${contentHash({ spec, bucketName, ...(revisions.length > 0 ? { revisions: [on.root.revision ?? null, bound.revision ?? null] } : {}) })}`,
      namespace: on.namespace,
      labels,
      metadata,
      annotations: factsAnnotation(joinFacts(ca.facts, bound.facts)),
      spec,
    });
    order([...ca.objects, ...on.root.objects, ...bound.objects, script, on.workload], this.job);
  }

  private trust(on: BucketJobStore): BoundCa {
    if (on.store.ca === undefined) {
      throw invalid(this, {
        what: 'it is not known which CA verifies the store, so the Job that makes the bucket could not verify it',
        allowed: 'a certificate with its CA',
        fix: "name it: ServerCertificate.fromSecret('…', { ca: StorageCa.fromPem(…) }), or an issuer with a ca",
      });
    }
    return on.store.ca._bind(Chart.of(this), on.namespace);
  }

  /** Root for an application would undo every policy. Where the names are secret, the Job compares them. */
  private refuseRoot(bound: BoundS3Credentials, root: BoundRootCredentials): void {
    if (bound.secretName === root.secretName || (bound.accessKeyId !== undefined && bound.accessKeyId === root.user)) {
      throw invalid(this, {
        what: 'the application would be the store\'s root user',
        saw: bound.secretName === root.secretName ? `Secret ${root.secretName} for both` : `access key ${bound.accessKeyId} for both`,
        allowed: 'an access key of its own',
        fix: 'give the bucket other credentials: S3Credentials.fromSecret(…)',
      });
    }
  }
}

/** What makes a bucket, and so comes before whoever uses it. */
export function madeBy(bucket: IBucket): readonly ApiObject[] {
  return bucket instanceof ProvisionedBucket ? [bucket.job] : [];
}

function jobSpec(on: BucketJobStore, bucket: PodBucket, ca: BoundCa, script: string, labels: { [key: string]: string }): { [key: string]: any } {
  const { props, root } = on;
  const container = {
    name: 'bucket',
    image: on.clientImage,
    imagePullPolicy: props.imagePullPolicy ?? 'Always',
    command: ['/bin/sh', `${PROVISION.directory}/provision.sh`],
    env: [
      { name: 'ENDPOINT', value: on.store.endpoint },
      { name: 'BUCKET', value: bucket.name },
      { name: 'MC_CONFIG_DIR', value: PROVISION.client },
      { name: 'HOME', value: PROVISION.client },
      { name: 'ATTEMPTS', value: '150' },
      { name: 'PAUSE', value: '2' },
    ],
    resources: {
      requests: { 'cpu': '50m', 'memory': '64Mi', 'ephemeral-storage': '16Mi' },
      limits: { 'cpu': '500m', 'memory': '256Mi', 'ephemeral-storage': '64Mi' },
    },
    securityContext: restrictedContainer(on.uid),
    volumeMounts: [
      { name: 'client', mountPath: PROVISION.client },
      { name: 'ca', mountPath: `${PROVISION.client}/certs/CAs`, readOnly: true },
      { name: 'provision', mountPath: PROVISION.directory, readOnly: true },
      { name: 'root', mountPath: PROVISION.root, readOnly: true },
      { name: 'application', mountPath: PROVISION.application, readOnly: true },
    ],
  };
  return compact({
    backoffLimit: 10,
    ttlSecondsAfterFinished: props.bucketJobTtl?.toSeconds(),
    template: {
      metadata: { labels: { ...labels, ...props.podLabels } },
      spec: {
        restartPolicy: 'OnFailure',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        serviceAccountName: props.serviceAccount?.name,
        imagePullSecrets: props.imagePullSecrets?.map((name) => ({ name })),
        nodeSelector: props.nodeSelector,
        tolerations: props.tolerations,
        priorityClassName: props.priorityClassName,
        securityContext: restrictedPod(on.uid),
        containers: [container],
        volumes: [
          { name: 'client', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
          { name: 'ca', configMap: { name: ca.configMapName, items: [{ key: ca.key, path: 'ca.crt' }] } },
          { name: 'provision', configMap: { name: script } },
          rootVolume('root', root),
          {
            name: 'application',
            secret: { secretName: bucket.credentials.secretName, items: ['access_key_id', 'access_key_secret'].map((key) => ({ key, path: key })) },
          },
        ],
      },
    },
  });
}

/** The root Secret as the files `user` and `password`. Not optional: MinIO takes a missing file for its published default credentials. */
export function rootVolume(name: string, root: BoundRootCredentials): { [key: string]: any } {
  return {
    name,
    secret: { secretName: root.secretName, items: [{ key: root.userKey, path: 'user' }, { key: root.passwordKey, path: 'password' }] },
  };
}

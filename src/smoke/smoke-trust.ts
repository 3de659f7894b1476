import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { IBucket, S3CredentialMode } from '../objectstore';
import { endpointUrl } from '../objectstore/endpoint';
import { ClientCertificate, StorageCa } from '../pki';
import { certificateAgents, certificateFacts, certificateVolume } from '../pki/certificate-layout';
import { ITempo, OtlpEndpoint } from '../tempo';
import { PATHS } from './scripts';
import { Mount } from './smoke-job';
import { Facts, joinFacts } from '../x509/facts';

/** The names of a sender's certificate and key. */
const PAIR = { certificate: 'tls.crt', privateKey: 'tls.key' };

/** What the Jobs need to verify and to be verified, mounted in their namespace. */
export interface SmokeTrust {
  /** where mc looks for CAs, and the application's keys; undefined when no bucket is looked at */
  readonly bucket?: { readonly mounts: readonly Mount[] };
  /** why no bucket is looked at */
  readonly whyNoBlock: string;
  /** the store, for the negative checks; undefined without a store that speaks TLS */
  readonly store?: { readonly url: string; readonly ca: string; readonly mounts: readonly Mount[] };
  /** the receivers */
  readonly grpc?: ReceiverTrust;
  readonly http?: ReceiverTrust;
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
}

/** A receiver, and what its senders mount. */
export interface ReceiverTrust {
  readonly endpoint: OtlpEndpoint;
  /** the CA's file; empty for the public roots */
  readonly ca: string;
  readonly mounts: readonly Mount[];
}

/** Binds everything the smoke test of a Tempo trusts and shows. */
export function bindTrust(
  scope: Construct, name: string, namespace: string, tempo: ITempo, clientCertificate: ClientCertificate | undefined,
  podLabels: { readonly [label: string]: string },
): SmokeTrust {
  const objects: ApiObject[] = [];
  const facts: (Facts | undefined)[] = [];
  const caVolume = (volume: string, ca: StorageCa): Mount['volume'] => {
    const bound = ca._bind(scope, namespace);
    objects.push(...bound.objects);
    facts.push(bound.facts);
    return { name: volume, configMap: { name: bound.configMapName, items: [{ key: bound.key, path: 'ca.crt' }] } };
  };

  const identity = clientCertificate?._bind(scope, { owner: name, namespace, usage: 'client', podLabels, dnsNames: [name] });
  const [agent] = identity ? certificateAgents(identity, PAIR) : [];
  const client: Mount | undefined = identity && {
    path: PATHS.client,
    volume: certificateVolume('client', identity, PAIR),
    ...(agent ? { agent } : {}),
  };
  objects.push(...(identity?.objects ?? []), ...(agent?.objects ?? []));
  facts.push(identity && certificateFacts(identity, PAIR));
  const receiver = (endpoint: OtlpEndpoint | undefined, volume: string, path: string): ReceiverTrust | undefined => {
    if (endpoint === undefined) { return undefined; }
    const mounts: Mount[] = [
      ...(endpoint.tls && endpoint.ca ? [{ path, volume: caVolume(volume, endpoint.ca) }] : []),
      ...(endpoint.clientCertificateRequired && client ? [client] : []),
    ];
    return { endpoint, ca: endpoint.tls && endpoint.ca ? `${path}/ca.crt` : '', mounts };
  };
  const grpc = receiver(tempo.otlpGrpc, 'grpc-ca', PATHS.grpcCa);
  const http = receiver(tempo.otlpHttp, 'http-ca', PATHS.httpCa);

  const secure = tempo.bucket?.store.endpoint.startsWith('https://') === true;
  const storeVolume = secure && tempo.bucket?.store.ca ? caVolume('store-ca', tempo.bucket.store.ca) : undefined;
  const whyNoBlock = noBlock(tempo);
  return {
    whyNoBlock,
    bucket: whyNoBlock === '' && tempo.bucket
      ? {
        mounts: [
          ...(storeVolume ? [{ path: PATHS.storeCas, volume: storeVolume }] : []),
          credentials(scope, namespace, tempo.bucket, objects, facts),
        ],
      }
      : undefined,
    store: secure && tempo.bucket ? {
      url: `${endpointUrl('https', tempo.bucket.store.host, tempo.bucket.store.port).slice('https://'.length)}/${tempo.bucket.bucketName}`,
      ca: storeVolume ? `${PATHS.storeCa}/ca.crt` : '',
      mounts: storeVolume ? [{ path: PATHS.storeCa, volume: storeVolume }] : [],
    } : undefined,
    grpc,
    http,
    objects,
    facts: joinFacts(...facts),
  };
}

/** Why the block cannot be seen in the bucket; empty when it can. */
function noBlock(tempo: ITempo): string {
  if (tempo.bucket === undefined) { return 'this Tempo keeps its blocks itself'; }
  if (tempo.flushUrl === undefined) { return 'this Tempo takes no POST /flush; blocks reach the bucket when they are full or half an hour old'; }
  if (tempo.bucket.credentials.mode !== S3CredentialMode.STATIC) { return 'the bucket is opened by a role of Tempo\'s service account, not by keys that a Job could use'; }
  return '';
}

/** The application's own keys, those of Tempo: the Secret is shared with it, because it is named after its content. */
export function credentials(
  scope: Construct, namespace: string, bucket: IBucket, objects: ApiObject[], facts: (Facts | undefined)[],
): Mount {
  const { store } = bucket;
  const bound = bucket.credentials._bind(scope, {
    namespace, endpoint: store.endpoint, bucket: bucket.bucketName, region: store.region,
  });
  objects.push(...bound.objects);
  facts.push(bound.facts);
  return {
    path: PATHS.credentials,
    volume: { name: 'credentials', secret: { secretName: bound.secretName, items: ['access_key_id', 'access_key_secret'].map((key) => ({ key, path: key })) } },
  };
}

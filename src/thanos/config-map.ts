import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { THANOS_PATHS } from './tls-mounts';
import { emit } from '../kube/emit';
import { contentHash } from '../kube/hash';
import { invalid } from '../kube/invalid';

/** Whose objects these are: what their names, labels and annotations come from. */
export interface Owner {
  readonly name: string;
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  /** the user's labels and annotations */
  readonly metadata?: ApiObjectMetadata;
}

/** Files of a pod: a ConfigMap, its volume and its mount. */
export interface ConfigFiles {
  readonly object: ApiObject;
  readonly volume: { readonly [key: string]: any };
  readonly mount: { readonly [key: string]: any };
  readonly directory: string;
}

/** A ConfigMap may hold one mebibyte; etcd takes no more with what else is in the object. */
const MOST_BYTES = 1024 * 1024 - 4096;

/**
 * Files in a ConfigMap that is named after their content: other content is another name, and so another pod. For files that Thanos reads once.
 *
 * @throws for more than a ConfigMap can hold
 */
export function configFiles(scope: Construct, id: string, owner: Owner, purpose: string, files: { readonly [name: string]: string }): ConfigFiles {
  const bytes = Object.entries(files).reduce((sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text), 0);
  if (bytes > MOST_BYTES) {
    throw invalid(scope, { what: `the files for ${purpose} are more than a ConfigMap can hold`, saw: `${bytes} bytes`, allowed: `${MOST_BYTES} bytes`, fix: 'split them over several workloads' });
  }
  const { name, namespace, labels, metadata } = owner;
  const object = emit(scope, id, {
    apiVersion: 'v1', kind: 'ConfigMap', name: `${name}-${purpose}-${contentHash(files)}`, namespace, labels, metadata, immutable: true, data: files,
  });
  const directory = `${THANOS_PATHS.config}/${purpose}`;
  return {
    object,
    directory,
    volume: { name: purpose, configMap: { name: object.name } },
    mount: { name: purpose, mountPath: directory, readOnly: true },
  };
}

import { readHostPort } from '../addresses';
import { ContainerContext } from '../containers';
import { Client, Reading } from '../model';
import { clientTls, PRODUCTS } from '../thanos/client';
import { ThanosCommand, thanosCommand } from '../thanos/command';
import { neverStarts } from '../thanos/never-starts';
import { Objstore, objstoreOf } from '../thanos/objstore';
import type { WorldOptions } from '../world';

/** Thanos as a client of its object store, where that is S3 (or nobody knows what it is). */
export function readThanosObjstore(context: ContainerContext, options: WorldOptions): Reading {
  const command = thanosCommand(context, options);
  const store = command && objstoreOf(command);
  if (!command || !store || (store.type !== undefined && store.type !== 'S3')) { return {}; }
  // A text that is shown, and names no store, is a store switched off.
  return store.type === undefined && store.told.text !== undefined ? {} : { clients: [client(command, store)] };
}

function client(command: ThanosCommand, store: Objstore): Client {
  const own = {
    ref: store.told.ref, product: PRODUCTS[command.component], namespace: command.context.namespace, labels: command.context.labels,
  };
  if (!store.s3) {
    const unknown = `the configuration of the object store of ${own.product} is not shown by the manifests: declare it`;
    return { ...own, unknown, tls: true, trust: { system: true, bundles: [] } };
  }
  const { s3 } = store;
  const endpoint = s3.endpoint.replace(/^https?:\/\//i, '').replace(/\/.*$/, '');
  const address = /[${}<>]/.test(endpoint) ? undefined : readHostPort(s3.virtualHost ? `${s3.bucket}.${endpoint}` : endpoint, s3.tls.enabled ? 443 : 80);
  const never = neverStarts(command);
  return {
    ...own,
    ...(address ? { address: { ...address, text: s3.endpoint } } : { unknown: `the endpoint ${s3.endpoint} is no address` }),
    ...clientTls(command, s3.tls, 'http'),
    ...(never === undefined ? {} : { neverConnects: never }),
  };
}

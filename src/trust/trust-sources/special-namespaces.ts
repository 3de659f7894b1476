import { podTemplate } from '../containers';
import { Inventory, namespaceOf } from '../inventory';
import { once } from '../once';
import { items } from '../values';

/** A namespace that a controller takes some objects from, and whether the manifests say so or it is what the controller takes untold. */
export interface SpecialNamespace {
  readonly name: string;
  readonly told: boolean;
}

/**
 * Where cert-manager looks for the Secrets of ClusterIssuers, and trust-manager for the sources of Bundles: "cert-manager", unless their
 * command lines say otherwise (cert-manager 1.21 cmd/controller/app/options, trust-manager 0.24 cmd/trust-manager/app/options).
 */
export function specialNamespaces(inventory: Inventory): { readonly issuers: SpecialNamespace; readonly bundles: SpecialNamespace } {
  return once(inventory, find);
}

function find(inventory: Inventory): { issuers: SpecialNamespace; bundles: SpecialNamespace } {
  const found = { issuers: { name: 'cert-manager', told: false }, bundles: { name: 'cert-manager', told: false } };
  for (const deployment of inventory.all('Deployment')) {
    for (const container of items(podTemplate(deployment)?.spec.containers)) {
      const words = [...items(container.command), ...items(container.args)].map(String);
      words.forEach((word, i) => {
        const match = /^--(cluster-resource|trust)-namespace(?:=(.*))?$/.exec(word);
        const value = match?.[2] ?? (match ? words[i + 1] : undefined);
        if (!match || value === undefined) { return; }
        const name = value === '$(POD_NAMESPACE)' ? namespaceOf(deployment) : value;
        if (!/^[a-z0-9-]+$/.test(name) || (value !== name && deployment.metadata.namespace === undefined)) { return; }
        found[match[1] === 'trust' ? 'bundles' : 'issuers'] = { name, told: true };
      });
    }
  }
  return found;
}

/** Whether something runs in a namespace that is neither cert-manager nor trust-manager. */
export function isApplication(inventory: Inventory, namespace: string): boolean {
  return once(inventory, applications).has(namespace);
}

const applications = (inventory: Inventory): Set<string> => new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'TempoMonolithic', 'TempoStack', 'Tenant', 'Prometheus', 'ThanosRuler']
  .flatMap((kind) => inventory.all(kind))
  .filter((object) => !/(cert|trust)-manager/.test(object.metadata.name))
  .map(namespaceOf));

import { App, Chart, Testing } from 'cdk8s';

/** The objects that a program of constructs writes. */
export function manifests(namespace: string, build: (chart: Chart) => void): any[] {
  const chart = new Chart(new App(), namespace, { namespace });
  build(chart);
  return Testing.synth(chart);
}

/** A Secret as somebody makes it with kubectl. */
export function secret(name: string, stringData: { readonly [key: string]: string }): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData };
}

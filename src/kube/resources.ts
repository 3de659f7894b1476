import { Size } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-28';
import { compact } from './merge';

/** Requests and limits of a container in Kubernetes' words. What is left out of `resources` is left out of the manifest. */
export function containerResources(resources: ContainerResources): { [key: string]: any } {
  const { cpu, memory, ephemeralStorage } = resources;
  const of = (half: 'request' | 'limit') => ({
    'cpu': cpu?.[half]?.amount,
    'memory': quantity(memory?.[half]),
    'ephemeral-storage': quantity(ephemeralStorage?.[half]),
  });
  return compact({ requests: of('request'), limits: of('limit') });
}

function quantity(size: Size | undefined): string | undefined {
  if (size === undefined) { return undefined; }
  const kibibytes = size.toKibibytes();
  return kibibytes % 1024 === 0 ? `${kibibytes / 1024}Mi` : `${kibibytes}Ki`;
}

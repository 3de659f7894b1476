import { Size } from 'cdk8s';
import { ContainerResources, Cpu } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { invalid } from './invalid';
import { requireMap } from './kinds';
import { compact } from './merge';
import { canonicalQuantity } from './quantity';

const EXAMPLE = '{ cpu: { request: Cpu.millis(250) }, memory: { request: Size.gibibytes(1), limit: Size.gibibytes(4) } }';

/**
 * Requests and limits of a container in Kubernetes' words. What is left out of `resources` is left out of the manifest.
 *
 * @throws for anything but the ContainerResources of cdk8s-plus: Kubernetes' own words (requests, limits) would otherwise be lost without a word
 */
export function containerResources(where: IConstruct, field: string, resources: ContainerResources): { [key: string]: any } {
  refuseUnknown(where, field, resources, ['cpu', 'memory', 'ephemeralStorage']);
  const of = (half: 'request' | 'limit') => ({
    'cpu': cores(where, `${field}.cpu.${half}`, resources.cpu?.[half]),
    'memory': quantity(where, `${field}.memory.${half}`, resources.memory?.[half]),
    'ephemeral-storage': quantity(where, `${field}.ephemeralStorage.${half}`, resources.ephemeralStorage?.[half]),
  });
  for (const key of ['cpu', 'memory', 'ephemeralStorage'] as const) {
    if (resources[key] !== undefined) { refuseUnknown(where, `${field}.${key}`, resources[key], ['request', 'limit']); }
  }
  return compact({ requests: of('request'), limits: of('limit') });
}

function refuseUnknown(where: IConstruct, field: string, value: unknown, allowed: readonly string[]): void {
  const unknown = Object.keys(requireMap(where, field, value, EXAMPLE)).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    throw invalid(where, { what: `${field} has an unknown key`, got: unknown, allowed: allowed.join(', '), fix: `in the words of cdk8s-plus: ${EXAMPLE}` });
  }
}

function cores(where: IConstruct, field: string, cpu: Cpu | undefined): string | undefined {
  if (cpu === undefined) { return undefined; }
  if (typeof cpu?.amount !== 'string') {
    throw invalid(where, { what: `${field} must be a Cpu`, got: cpu, allowed: 'a Cpu of cdk8s-plus', fix: 'for example Cpu.millis(250)' });
  }
  return canonicalQuantity(cpu.amount);
}

function quantity(where: IConstruct, field: string, size: Size | undefined): string | undefined {
  if (size === undefined) { return undefined; }
  if (typeof size?.toKibibytes !== 'function') {
    throw invalid(where, { what: `${field} must be a Size`, got: size, allowed: 'a Size of cdk8s', fix: 'for example Size.gibibytes(1)' });
  }
  return canonicalQuantity(`${size.toKibibytes()}Ki`);
}
